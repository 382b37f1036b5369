import { type Glob, parseGlob } from '@notes/contracts/glob';
import { type Channel, carries } from './channel.ts';
import type { Encoding, Entry } from './entry.ts';

/** Where pushes go. */
export type Sink = {
  readonly encoding: Encoding;
  /** Has as much to send as it may hold. It gets no more events until it has room again. */
  readonly full: boolean;
  push(frame: Buffer): void;
};

/**
 * One channel on one socket. Live, it gets what comes; behind, it has a cursor per partition and is pumped from memory or from
 * the journal.
 *
 *   behind  all delivered so far has been pushed   → live
 *   live    an event comes while the sink is full  → behind
 */
export class Subscription {
  readonly channel: Channel;
  readonly sink: Sink;
  readonly bookmark: Bookmark;
  readonly patterns = new Patterns();
  /** Per partition, the position up to which it has had everything. Undefined: live, as far as all has been delivered. */
  #cursors: number[] | undefined;
  /** Live, but its `since` was beyond what has been delivered: nothing is pushed up to there. */
  #ahead: Map<number, number> | undefined;
  closed = false;
  /** Whether it is being caught up already. */
  pumping = false;

  /** `nth`: how many were opened before it. */
  constructor(channel: Channel, sink: Sink, cursors: readonly number[], nth = 0) {
    this.channel = channel;
    this.sink = sink;
    this.#cursors = [...cursors];
    this.bookmark = new Bookmark(sumOf(cursors), nth);
  }

  /** Per partition, while it is behind. */
  get cursors(): readonly number[] | undefined {
    return this.#cursors;
  }

  moveCursor(partition: number, position: number): void {
    if (this.#cursors !== undefined) this.#cursors[partition] = position;
  }

  wants(entry: Entry): boolean {
    return carries(this.channel, entry) && this.patterns.match(entry.event);
  }

  /** Whether it is live, but has had more of some partition than was delivered yet. */
  get isAhead(): boolean {
    return this.#ahead !== undefined;
  }

  /** Whether this event was before its `since`. To be called in the order of delivery. */
  hasHad(partition: number, position: number): boolean {
    const ahead = this.#ahead?.get(partition);
    if (ahead === undefined) return false;
    if (position >= ahead) this.#ahead?.delete(partition);
    if (this.#ahead?.size === 0) this.#ahead = undefined;
    return position <= ahead;
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
    const ahead = this.#ahead;
    if (this.#cursors !== undefined) return [...this.#cursors];
    if (ahead === undefined) return [...delivered];
    return delivered.map((position, partition) => Math.max(position, ahead.get(partition) ?? position));
  }
}

export const sumOf = (positions: readonly number[]): number => positions.reduce((sum, position) => sum + position, 0);

/** How many names of events a verdict is remembered on. There are a handful. */
const maxVerdicts = 64;

/** Which events a member of a channel wants: those whose name any of its patterns matches. */
export class Patterns {
  readonly #globs = new Map<string, Glob>();
  readonly #verdicts = new Map<string, boolean>();

  get all(): string[] {
    return [...this.#globs.keys()];
  }

  add(pattern: string): void {
    if (!this.#globs.has(pattern)) this.#globs.set(pattern, parseGlob(pattern));
    this.#verdicts.clear();
  }

  remove(pattern: string): void {
    this.#globs.delete(pattern);
    this.#verdicts.clear();
  }

  /** Whether any of the patterns matches the name of an event. */
  match(event: string): boolean {
    let verdict = this.#verdicts.get(event);
    if (verdict === undefined) {
      verdict = [...this.#globs.values()].some((glob) => glob.matches(event));
      if (this.#verdicts.size >= maxVerdicts) this.#verdicts.clear();
      this.#verdicts.set(event, verdict);
    }
    return verdict;
  }
}

/** A subscriber that gets few events is sent its position this often, give or take. */
const leastMs = 30_000;
const spreadMs = 30_000;
/** Or when it is so many positions beyond what was reported: to read them again would be work. */
const farPositions = 10_000;

/**
 * When a subscriber is to be sent its position again, so that it need not begin far back when it reconnects. Progress is measured
 * as the sum of its positions over all partitions.
 */
export class Bookmark {
  readonly #periodMs: number;
  #reported: number;
  #sinceMs: number | undefined;

  /** `reported`: the progress that it knows of. `nth`: those that came together have numbers that differ, and are not all due together. */
  constructor(reported: number, nth: number) {
    this.#reported = reported;
    this.#periodMs = leastMs + ((nth * 7_919) % spreadMs);
  }

  /** It has been sent its position. */
  report(progress: number): void {
    this.#reported = progress;
    this.#sinceMs = undefined;
  }

  /** To be called about once a second: the time runs from the first call after the last report. */
  isDue(nowMs: number, progress: number): boolean {
    this.#sinceMs ??= nowMs;
    const ahead = progress - this.#reported;
    return ahead >= farPositions || (ahead > 0 && nowMs - this.#sinceMs >= this.#periodMs);
  }
}
