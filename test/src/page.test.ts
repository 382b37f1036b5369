import { createNotesClient, type Note, type NotesClient } from '@notes/client';
import { eventually } from '@notes/testing';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { axeFindings } from './harness/axe.ts';
import { findChromium, noChromium, openBrowser } from './harness/browser.ts';
import type { ServiceName, ServiceProcess } from './harness/service-process.ts';
import { System } from './harness/system.ts';
import { Visitor, type VisitorOptions } from './harness/visitor.ts';

const chromium = findChromium();
if (chromium === undefined) console.warn(noChromium);

let system: System;
let services: Record<ServiceName, ServiceProcess>;
let browser: Browser;
/** Somebody else, who uses the API. */
let grace: NotesClient;
const visitors: Visitor[] = [];

/** Browsers report each refusal as an error in the console, also those that the page deals with. */
const refusal = /^console: Failed to load resource: the server responded with a status of 412/;
const outage = /^console: (?:Failed to load resource: |WebSocket connection to .* failed)/;

async function open(path = '/', options: VisitorOptions = {}): Promise<Visitor> {
  const visitor = await Visitor.open(browser, services.gateway.url, options);
  visitors.push(visitor);
  await visitor.visit(path);
  return visitor;
}

/** Waits until the note is as it should be for everybody. */
const becomes = (id: string, wanted: Partial<Note>): Promise<unknown> =>
  eventually(async () => expect(await grace.notes.find(id)).toMatchObject(wanted), { timeoutMs: 15_000 });

async function called(title: string): Promise<readonly Note[]> {
  const found: Note[] = [];
  for await (const note of grace.notes.list({ search: title })) found.push(note);
  return found;
}

describe.skipIf(chromium === undefined)('the page', () => {
  beforeAll(async () => {
    const servers = {
      kafkaBrokers: inject('kafkaBrokers'),
      databaseUrl: inject('databaseUrl'),
      redisUrl: inject('redisUrl'),
    };
    system = await System.create(servers);
    [services, browser] = await Promise.all([system.startAll(), openBrowser(chromium ?? '')]);
    grace = createNotesClient({ url: services.gateway.url, user: 'grace' });
  });
  afterEach(async () => {
    await Promise.all(visitors.splice(0).map(({ context }) => context.close()));
  });
  afterAll(async () => {
    grace?.close();
    await browser?.close();
    await system?.stop();
  });

  test('shows a note that was written in one tab in another at once', async () => {
    const [ada, alan] = await Promise.all([open(), open('/', { name: 'alan' })]);
    await ada.create('Buy milk');
    await alan.row('Buy milk').click();
    await alan.heading('Buy milk').waitFor();
    await ada.page.waitForURL(alan.page.url());
    await alan.page.getByText('ada', { exact: true }).first().waitFor();
    expect([await ada.row('Buy milk').count(), ada.unexpected(), alan.unexpected()]).toEqual([1, [], []]);
  });

  test('is found at its address, and says so if there is no such note', async () => {
    const note = await grace.notes.create({ title: 'At its address' });
    const ada = await open(`/notes/${note.id}`);
    await ada.heading('At its address').waitFor();
    await ada.page.goto('/notes/3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60');
    await ada.page.getByRole('heading', { name: 'There is no such note.' }).waitFor();
    expect(ada.unexpected(/status of 404/)).toEqual([]);
  });

  describe('when somebody was faster', () => {
    /** Ada has changed title and text of a note, Grace the text; Ada has saved. */
    async function conflict(title: string): Promise<{ ada: Visitor; note: Note }> {
      const note = await grace.notes.create({ title, description: 'first' });
      const ada = await open(`/notes/${note.id}`);
      await ada.button('Edit').click();
      await ada.write({ title: `${title}, by Ada`, text: 'by Ada' });
      await grace.notes.update(note.id, { description: 'by Grace' });
      await ada.page.getByText('Somebody has changed this note meanwhile').waitFor();
      await ada.button('Save').click();
      await ada.page.getByRole('dialog', { name: 'Somebody was faster' }).waitFor();
      return { ada, note };
    }

    test('one can keep what one has written', async () => {
      const { ada, note } = await conflict('Mine');
      await ada.button('Keep mine').click();
      await becomes(note.id, { title: 'Mine, by Ada', description: 'by Ada', version: 3 });
      await ada.heading('Mine, by Ada').waitFor();
      expect(ada.unexpected(refusal)).toEqual([]);
    });

    test('one can take what the other has written', async () => {
      const { ada, note } = await conflict('Theirs');
      await ada.button('Take theirs').click();
      await ada.page.getByRole('article').getByText('by Grace').waitFor();
      await becomes(note.id, { title: 'Theirs', description: 'by Grace', version: 2 });
      expect(ada.unexpected(refusal)).toEqual([]);
    });

    test('one can choose part by part', async () => {
      const { ada, note } = await conflict('Both');
      await ada.page.getByRole('group', { name: /^Text/ }).getByRole('radio', { name: 'Theirs' }).check();
      await ada.page
        .getByRole('group', { name: /^Title/ })
        .getByRole('radio', { name: 'Mine' })
        .check();
      await ada.button('Save as chosen').click();
      await becomes(note.id, { title: 'Both, by Ada', description: 'by Grace', version: 3 });
      expect(ada.unexpected(refusal)).toEqual([]);
    });

    test('one can go on writing, on top of what the other has written', async () => {
      const { ada, note } = await conflict('On top');
      await ada.page.keyboard.press('Escape');
      await ada.write({ text: 'by both' });
      await ada.button('Save').click();
      await becomes(note.id, { title: 'On top, by Ada', description: 'by both', version: 3 });
      expect(ada.unexpected(refusal)).toEqual([]);
    });

    test('what was put into the bin meanwhile can be taken out again, with the changes', async () => {
      const note = await grace.notes.create({ title: 'Away' });
      const ada = await open(`/notes/${note.id}`);
      await ada.button('Edit').click();
      await ada.write({ title: 'Here' });
      await grace.notes.remove(note.id);
      await ada.page.getByText('Somebody has put this note into the bin meanwhile').waitFor();
      await ada.button('Save').click();
      await ada.button('Restore it with my changes').click();
      await becomes(note.id, { title: 'Here', version: 4 });
      expect(ada.unexpected(/status of 404/)).toEqual([]);
    });
  });

  test('leaves Escape to an input method while it composes, and closes the form when it has done so', async () => {
    const ada = await open();
    await ada.page.getByRole('link', { name: 'New', exact: true }).click();
    const title = ada.page.getByLabel('Title', { exact: true });
    await title.focus();
    const devtools = await ada.context.newCDPSession(ada.page);
    await devtools.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
    await ada.page.keyboard.press('Escape');
    expect(await title.inputValue()).toBe('にほん');
    await devtools.send('Input.insertText', { text: '日本' });
    expect(await title.inputValue()).toBe('日本');
    await ada.page.keyboard.press('Escape');
    await title.waitFor({ state: 'detached' });
    expect(ada.unexpected()).toEqual([]);
  });

  test('keeps what is written without a network, and catches up, each note once', async () => {
    const ada = await open();
    await ada.context.setOffline(true);
    await ada.sees('Offline');
    await ada.create('Written offline');
    const missed = await grace.notes.create({ title: 'Written elsewhere' });
    await ada.context.setOffline(false);
    await ada.sees('Live');
    await ada.row('Written elsewhere').waitFor();
    await eventually(async () => expect(await called('Written offline')).toHaveLength(1), { timeoutMs: 15_000 });
    await ada.page.getByRole('article').getByText('version 1', { exact: true }).waitFor();
    expect([await ada.row('Written offline').count(), await ada.row('Written elsewhere').count()]).toEqual([1, 1]);
    await grace.notes.remove(missed.id);
    await ada.row('Written elsewhere').waitFor({ state: 'detached' });
    expect(ada.unexpected(outage)).toEqual([]);
  });

  test('outlives the gateway: what is written while it is killed arrives once', async () => {
    const ada = await open();
    await services.gateway.end('SIGKILL');
    await ada.create('Written to nobody');
    await ada.sees('Reconnecting');
    services.gateway.start();
    await services.gateway.ready();
    await ada.sees('Live');
    await eventually(async () => expect(await called('Written to nobody')).toHaveLength(1), { timeoutMs: 20_000 });
    await ada.page.getByRole('article').getByText('version 1', { exact: true }).waitFor();
    expect(await ada.row('Written to nobody').count()).toBe(1);
    await grace.notes.create({ title: 'After the kill' });
    await ada.row('After the kill').waitFor();
    expect(ada.unexpected(outage)).toEqual([]);
  });

  test('puts a note into the bin, and takes it out with one click', async () => {
    const note = await grace.notes.create({ title: 'Deleted by mistake' });
    const ada = await open(`/notes/${note.id}`);
    await ada.button('Delete').click();
    await ada.row('Deleted by mistake').waitFor({ state: 'detached' });
    await eventually(async () => expect(await grace.notes.find(note.id)).toBeUndefined());
    await ada.button('Undo').click();
    await ada.row('Deleted by mistake').waitFor();
    await becomes(note.id, { title: 'Deleted by mistake', version: 3 });
    expect(ada.unexpected()).toEqual([]);
  });

  test('shows a note as it was, and makes that its newest version', async () => {
    const { id } = await grace.notes.create({ title: 'The first title' });
    await grace.notes.update(id, { title: 'The second title' });
    await grace.notes.update(id, { description: 'and a text' });
    const ada = await open(`/notes/${id}`);
    await ada.button('History').click();
    await ada.page.getByRole('slider').fill('1');
    await ada.page.getByRole('article', { name: 'Version 1' }).getByText('The first title').waitFor();
    await ada.button('Make it version 4').click();
    await ada.heading('The first title').waitFor();
    await becomes(id, { title: 'The first title', description: '', version: 4 });
    expect(ada.unexpected()).toEqual([]);
  });

  test('shows what goes on under the hood', async () => {
    const ada = await open();
    await ada.button('Under the hood').click();
    const hood = ada.page.getByRole('region', { name: 'Under the hood', exact: true });
    await hood.getByText('records in 12 partitions').waitFor();
    await ada.create('Watched');
    await hood.getByText('until you see your write').waitFor();
    await hood.getByText('NoteCreated').click();
    await hood.getByText('"title": "Watched"').waitFor();
    await grace.notes.create({ title: 'While one looks' });
    await hood.getByRole('button', { name: 'Go on (1 newer)' }).click();
    expect(await hood.locator('canvas').count()).toBe(3);

    const projection = hood.getByRole('listitem').filter({ hasText: 'Projection' });
    services.projector.signal('SIGSTOP');
    await ada.create('Held up');
    await projection.getByText('records behind the log', { exact: true }).waitFor();
    expect(await projection.getByText('1', { exact: true }).count()).toBe(1);
    services.projector.signal('SIGCONT');
    await projection.getByText('records behind: up to date').waitFor();
    expect(ada.unexpected()).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('has nothing that axe would object to, in %s', async (colorScheme) => {
    const body = { title: `Looked at in ${colorScheme}`, description: 'one\ntwo', priority: 2 };
    const { id } = await grace.notes.create(body);
    await grace.notes.update(id, { description: 'one\nthree' });
    const ada = await open('/', { colorScheme });
    const { page } = ada;
    const found: Record<string, readonly string[]> = {};
    const look = async (view: string): Promise<void> => {
      const findings = await axeFindings(page);
      if (findings.length > 0) found[view] = findings;
    };
    await ada.row(`Looked at in ${colorScheme}`).waitFor();
    await ada.button('Filters and order').click();
    await look('list');
    await ada.row(`Looked at in ${colorScheme}`).click();
    await ada.button('History').click();
    await page.getByRole('slider').fill('1');
    await look('note and history');
    await ada.button('Edit').click();
    await look('form');
    await grace.notes.update(id, { title: `Changed in ${colorScheme}`, description: 'four' });
    await ada.write({ title: 'Mine', text: 'five' });
    await ada.button('Save').click();
    await page.getByRole('dialog').waitFor();
    await look('conflict');
    await ada.button('Take theirs').click();
    await ada.button(/^You/).click();
    await page.getByRole('dialog', { name: 'You' }).waitFor();
    await look('settings');
    await page.keyboard.press('Escape');
    await ada.button('Keys').click();
    await page.getByRole('dialog').waitFor();
    await look('keys');
    await page.keyboard.press('Escape');
    await ada.button('Under the hood').click();
    await page.getByText('records in 12 partitions').waitFor();
    await look('under the hood');
    await ada.button('Delete').click();
    await ada.button('Undo').waitFor();
    await look('toast');
    await page.setViewportSize({ width: 320, height: 640 });
    await look('narrow');
    expect(found).toEqual({});
    expect(ada.unexpected(refusal)).toEqual([]);
  });

  test('may load nothing from elsewhere, and text is never taken for code or style', async () => {
    const ada = await open();
    const refused = await ada.page.evaluate(`new Promise((resolve) => {
      const seen = new Set();
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        seen.add(effectiveDirective);
        if (seen.size === 4) resolve([...seen].sort());
      });
      fetch('https://elsewhere.example/').catch(() => {});
      new Image().src = 'https://elsewhere.example/image.png';
      const style = document.createElement('style');
      style.append('body { color: red }');
      document.head.append(style);
      const script = document.createElement('script');
      script.append('globalThis.wasRun = true');
      document.head.append(script);
      try { document.createElement('div').innerHTML = '<b>bold</b>'; } catch {}
    })`);
    expect(refused).toEqual(['connect-src', 'img-src', 'require-trusted-types-for', 'style-src-elem']);
    expect(await ada.page.evaluate('globalThis.wasRun')).toBeUndefined();
  });

  test('begins anew where the feed cannot go on', async () => {
    const ada = await open();
    await ada.context.setOffline(true);
    await ada.sees('Offline');
    const { id } = await grace.notes.create({ title: 'Missed' });
    await grace.notes.update(id, { title: 'Missed for good' });
    await becomes(id, { version: 2 });
    await services.gateway.end('SIGKILL');
    const cut = 'delete from journal j using checkpoints c where j.partition = c.partition and j.pos < c.journal_pos';
    await system.database((client) => client.query(cut));
    services.gateway.start();
    await services.gateway.ready();
    await ada.context.setOffline(false);
    await ada.sees('Live');
    await ada.row('Missed for good').waitFor();
    await grace.notes.create({ title: 'After the cut' });
    await ada.row('After the cut').waitFor();
    expect(ada.unexpected(outage)).toEqual([]);
  });
});
