import { randomUUID } from 'node:crypto';
import type { Note } from '@notes/contracts';
import { EverythingSoFar } from './everything-so-far.ts';
import { type Answer, call, tokenOf } from './http.ts';

export type Acknowledged = { readonly id: string; readonly title: string; readonly version: number };

/**
 * A client that never stops writing: creates notes and replaces them, one request after the other, and repeats with the same
 * Idempotency-Key whatever was not answered for good, as a careful client would.
 */
export class SteadyWriter {
  readonly acknowledged: Acknowledged[] = [];
  readonly written = new EverythingSoFar();
  readonly #url: string;
  readonly #name: string;
  #stopped = false;
  #running: Promise<void> | undefined;

  constructor(url: string, name: string) {
    this.#url = url;
    this.#name = name;
  }

  start(): void {
    this.#running = this.#write();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #write(): Promise<void> {
    for (let n = 0; !this.#stopped; n++) {
      const created = await this.#insist('POST', '/v1/notes', `${this.#name}, note ${n}`);
      if (created === undefined) return;
      for (let i = 0; i < 2; i++)
        await this.#insist('PUT', `/v1/notes/${created.id}`, `${this.#name}, note ${n}, change ${i}`);
    }
  }

  /** Repeats one request until it is answered for good; undefined if stopped meanwhile. */
  async #insist(method: string, path: string, title: string): Promise<Note | undefined> {
    const headers = { 'idempotency-key': randomUUID(), 'x-user': this.#name };
    while (!this.#stopped) {
      const answer = await attempt(method, `${this.#url}${path}`, title, headers);
      if (answer?.status === 200 || answer?.status === 201) {
        this.acknowledged.push({ id: answer.body.id, title, version: answer.body.version });
        this.written.add(tokenOf(answer));
        return answer.body;
      }
      if (answer !== undefined && answer.status < 500)
        throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return undefined;
  }
}

/** Undefined: the connection broke, so that anything may have happened. */
async function attempt(
  method: string,
  url: string,
  title: string,
  headers: Record<string, string>,
): Promise<Answer<Note> | undefined> {
  try {
    return await call<Note>(method, url, { body: { title }, headers });
  } catch {
    return undefined;
  }
}
