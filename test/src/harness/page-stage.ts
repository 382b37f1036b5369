import { createNotesClient, type Note, type NotesClient } from '@notes/client';
import { eventually } from '@notes/testing';
import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import { findChromium, noChromium, openBrowser } from './browser.ts';
import type { ServiceName, ServiceProcess } from './service-process.ts';
import { System } from './system.ts';
import { testServers } from './test-servers.ts';
import { Visitor, type VisitorOptions } from './visitor.ts';

/** The browser that the page is tested in; without one its tests are skipped, which is said. */
export const chromium = findChromium();
if (chromium === undefined) console.warn(noChromium);

/** Browsers report each refusal as an error in the console, also those that the page deals with. */
export const refusal = /^console: Failed to load resource: the server responded with a status of 412/;
export const outage = /^console: (?:Failed to load resource: |WebSocket connection to .* failed)/;

/** A system, and a browser with visitors of its page. */
export class PageStage {
  readonly system: System;
  readonly services: Record<ServiceName, ServiceProcess>;
  /** Another user, who uses the API. */
  readonly grace: NotesClient;
  readonly #browser: Browser;
  readonly #visitors: Visitor[] = [];

  private constructor(system: System, services: Record<ServiceName, ServiceProcess>, browser: Browser) {
    this.system = system;
    this.services = services;
    this.#browser = browser;
    this.grace = createNotesClient({ url: services.gateway.url, user: 'grace' });
  }

  static async start(): Promise<PageStage> {
    const system = await System.create(testServers());
    const [services, browser] = await Promise.all([system.startAll(), openBrowser(chromium ?? '')]);
    return new PageStage(system, services, browser);
  }

  async open(path = '/', options: VisitorOptions = {}): Promise<Visitor> {
    const visitor = await Visitor.open(this.#browser, this.services.gateway.url, options);
    this.#visitors.push(visitor);
    await visitor.visit(path);
    return visitor;
  }

  /** Waits until the note is as it should be for everybody. */
  becomes(id: string, wanted: Partial<Note>): Promise<unknown> {
    return eventually(async () => expect(await this.grace.notes.find(id)).toMatchObject(wanted), { timeoutMs: 15_000 });
  }

  async called(title: string): Promise<readonly Note[]> {
    const found: Note[] = [];
    for await (const note of this.grace.notes.list({ search: title })) found.push(note);
    return found;
  }

  async closeVisitors(): Promise<void> {
    await Promise.all(this.#visitors.splice(0).map(({ context }) => context.close()));
  }

  async stop(): Promise<void> {
    this.grace.close();
    await this.#browser.close();
    await this.system.stop();
  }
}
