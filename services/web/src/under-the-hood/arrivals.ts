import type { FeedEvent } from '@notes/client';
import type { OwnWrite } from '../store/wire.ts';

/** What came within one second. Times in milliseconds. */
export type Arrived = {
  readonly events: number;
  /** From sending a write of this page until the feed told of it: one clock. */
  readonly own: readonly number[];
  /** From the time that an event by others says until it came: two clocks, so it is off by as much as they are, and may be negative. */
  readonly others: readonly number[];
};

/**
 * Collects what comes until it is taken, second by second. Whether an event is of this page is known for certain only once its write was
 * answered, which may be after the event came: so the others are told one taking later.
 */
export class Arrivals {
  #events = 0;
  #own: number[] = [];
  #ownNames: string[] = [];
  #formerOwnNames: string[] = [];
  #fresh = new Map<string, number>();
  #ripe = new Map<string, number>();

  /** `atMs` by this machine's clock. What is caught up with is old, and says nothing about how fast the feed is. */
  addEvents(events: readonly FeedEvent[], atMs: number, isLive: boolean): void {
    this.#events += events.length;
    if (!isLive) return;
    for (const { data } of events) this.#fresh.set(nameOf(data.note_id, data.version), atMs - Date.parse(data.time));
  }

  addOwn({ noteId, version, ms }: Pick<OwnWrite, 'noteId' | 'version' | 'ms'>): void {
    this.#own.push(ms);
    this.#ownNames.push(nameOf(noteId, version));
  }

  take(): Arrived {
    for (const name of [...this.#formerOwnNames, ...this.#ownNames]) {
      this.#ripe.delete(name);
      this.#fresh.delete(name);
    }
    const others = [...this.#ripe.values()];
    const arrived = { events: this.#events, own: this.#own, others };
    this.#events = 0;
    this.#own = [];
    this.#formerOwnNames = this.#ownNames;
    this.#ownNames = [];
    this.#ripe = this.#fresh;
    this.#fresh = new Map();
    return arrived;
  }
}

const nameOf = (noteId: string, version: number): string => `${noteId} ${version}`;
