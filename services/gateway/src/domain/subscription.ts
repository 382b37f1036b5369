import { type Channel, carries } from './channel.ts';
import type { Entry } from './entry.ts';
import { type Glob, parseGlob } from './glob.ts';

/** Where pushes go. */
export type Sink = {
  /** Has as much to send as it may hold. It is handed no more events until it asks for them again. */
  readonly full: boolean;
  push(frame: Buffer): void;
};

// behind ── all delivered so far has been pushed ──▶ live
//   ▲                                                 │
//   └── an event comes while the sink is full ────────┘
/**
 * One channel on one socket. Live, it gets what comes; behind, it has a cursor per partition and is pumped from memory or from
 * the journal.
 */
export class Subscription {
  readonly channel: Channel;
  readonly sink: Sink;
  readonly #patterns = new Map<string, Glob>();
  /** Per partition, the position up to which it has had everything. Undefined: live, as far as all has been delivered. */
  #cursors: number[] | undefined;
  /** Live, but where it said to have had more than was delivered yet: nothing is pushed up to there. */
  #ahead: Map<number, number> | undefined;
  closed = false;
  /** Whether somebody is at it already. */
  pumping = false;

  constructor(channel: Channel, sink: Sink, cursors: readonly number[]) {
    this.channel = channel;
    this.sink = sink;
    this.#cursors = [...cursors];
  }

  get patterns(): string[] {
    return [...this.#patterns.keys()];
  }

  addPattern(pattern: string): void {
    if (!this.#patterns.has(pattern)) this.#patterns.set(pattern, parseGlob(pattern));
  }

  removePattern(pattern: string): void {
    this.#patterns.delete(pattern);
  }

  /** Per partition, while it is behind. */
  get cursors(): readonly number[] | undefined {
    return this.#cursors;
  }

  moveCursor(partition: number, position: number): void {
    if (this.#cursors !== undefined) this.#cursors[partition] = position;
  }

  wants(entry: Entry): boolean {
    if (!carries(this.channel, entry)) return false;
    for (const pattern of this.#patterns.values()) if (pattern.matches(entry.event)) return true;
    return false;
  }

  /** Whether it has said to have had this event already. */
  hasHad(partition: number, position: number): boolean {
    const ahead = this.#ahead?.get(partition);
    return ahead !== undefined && position <= ahead;
  }

  /** `delivered` is per partition what has been delivered to all, and this one has had it. */
  goLive(delivered: readonly number[]): void {
    const cursors = this.#cursors ?? [];
    const ahead = cursors.flatMap((cursor, partition) =>
      cursor > (delivered[partition] ?? cursor) ? [[partition, cursor] as const] : [],
    );
    this.#ahead = ahead.length === 0 ? undefined : new Map(ahead);
    this.#cursors = undefined;
  }

  /** It has had all of `delivered`, and misses what comes next. */
  fallBehind(delivered: readonly number[]): void {
    this.#cursors = this.reached(delivered);
    this.#ahead = undefined;
  }

  /** Per partition, up to where it has had everything. */
  reached(delivered: readonly number[]): number[] {
    return delivered.map((position, partition) =>
      Math.max(this.#cursors?.[partition] ?? position, this.#ahead?.get(partition) ?? position),
    );
  }
}
