import { createNotesClient, type FeedEvent, type NotesClient, subjectOf } from '@notes/client';
import type { Log, NoteLog } from '../history/note-log.ts';

const size = 200;
/** So many of them hear of all notes, the others of those of one author. */
const hearAll = 10;
const catchUpMs = 60_000;

/**
 * Clients that follow the feed all the time, over whatever happens, and must have heard of every event of their channel once, and
 * of a note's in order.
 */
export class Audience {
  readonly #listeners: readonly Listener[];

  /** Resolves when all of them have begun: from then on they must miss nothing. */
  static async open(gatewayUrl: string, authors: readonly string[]): Promise<Audience> {
    const listeners = Array.from({ length: size }, (_, i) => new Listener(gatewayUrl, authorOf(i, authors)));
    await Promise.all(listeners.map(({ ready }) => ready));
    return new Audience(listeners);
  }

  private constructor(listeners: readonly Listener[]) {
    this.#listeners = listeners;
  }

  /** What they should not have heard, and what they have not heard although they were waited for. */
  async wrong(log: Log): Promise<string[]> {
    const end = performance.now() + catchUpMs;
    for (const listener of this.#listeners) {
      while (listener.missing(log).length > 0 && performance.now() < end) await new Promise((go) => setTimeout(go, 50));
    }
    return this.#listeners.flatMap((listener) => [...listener.wrong, ...listener.missing(log)]);
  }

  close(): void {
    for (const listener of this.#listeners) listener.close();
  }
}

const authorOf = (i: number, authors: readonly string[]): string | undefined =>
  i < hearAll ? undefined : authors[i % authors.length];

class Listener {
  readonly ready: Promise<void>;
  readonly wrong: string[] = [];
  readonly #client: NotesClient;
  readonly #author: string | undefined;
  readonly #heard = new Map<string, number>();

  constructor(url: string, author: string | undefined) {
    this.#client = createNotesClient({ url });
    this.#author = author;
    const subscription = this.#client.feed.subscribe(this.#channel, {
      onEvent: (event) => this.#hear(event),
      onEnd: (error) => {
        if (error !== undefined) this.wrong.push(`${this.#channel} has ended: ${error}`);
      },
    });
    this.ready = subscription.ready;
  }

  get #channel(): string {
    return this.#author === undefined ? 'notes' : `authors:${this.#author}`;
  }

  #hear({ data }: FeedEvent): void {
    const { version } = data;
    const id = subjectOf(data);
    const before = this.#heard.get(id) ?? 0;
    if (version !== before + 1)
      this.wrong.push(`${this.#channel} heard of version ${version} of note ${id} after ${before}`);
    this.#heard.set(id, version);
  }

  missing(log: Log): string[] {
    const missed: string[] = [];
    for (const note of log.notes.values()) {
      const heard = this.#heard.get(note.id) ?? 0;
      const wanted = this.#concerns(note) ? note.versions.length : 0;
      if (heard !== wanted) missed.push(`${this.#channel} heard of ${heard} of ${wanted} events of note ${note.id}`);
    }
    return missed;
  }

  #concerns({ versions }: NoteLog): boolean {
    return this.#author === undefined || versions[0]?.event.actor === this.#author;
  }

  close(): void {
    this.#client.close();
  }
}
