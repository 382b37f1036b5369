import { setTimeout as wait } from 'node:timers/promises';
import { createNotesClient, type NotesClient } from '@notes/client';

type Changed = { readonly id: string; readonly version: number };

/**
 * Clients that call over a websocket each, one call after the other: a note is created, changed and read. `failed` are calls that were not
 * answered with success.
 */
export class SocketCalls {
  readonly failed: string[] = [];
  /** Notes that were made so, by id, with the version that the last answer told of. */
  readonly made = new Map<string, number>();
  answered = 0;
  readonly #clients: readonly NotesClient[];
  readonly #everyMs: number;
  readonly #running: Promise<unknown>;
  #stopped = false;

  constructor(url: string, clients: number, everyMs: number) {
    this.#everyMs = everyMs;
    this.#clients = Array.from({ length: clients }, (_, i) => createNotesClient({ url, user: `socket ${i}` }));
    this.#running = Promise.all(this.#clients.map((client) => this.#run(client)));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    for (const client of this.#clients) client.close();
  }

  async #run(client: NotesClient): Promise<void> {
    while (!this.#stopped) {
      const made = await this.#call(client, 'notes.create', { title: 'over a socket' });
      if (made !== undefined) await this.#change(client, made);
    }
  }

  async #change(client: NotesClient, { id }: Changed): Promise<void> {
    for (let priority = 1; priority <= 3; priority += 1) {
      const changed = await this.#call(client, 'notes.update', { id, priority });
      if (changed !== undefined && changed.version !== priority + 1)
        this.failed.push(`notes.update: version ${changed.version} instead of ${priority + 1}`);
    }
    await this.#call(client, 'notes.get', { id });
  }

  async #call(client: NotesClient, method: string, payload: object): Promise<Changed | undefined> {
    await wait(this.#everyMs * (0.5 + Math.random()));
    try {
      const note = (await client.call(method, payload)) as Changed;
      this.answered += 1;
      if (method !== 'notes.get') this.made.set(note.id, note.version);
      return note;
    } catch (error) {
      this.failed.push(`${method}: ${error}`);
      return undefined;
    }
  }
}
