/** What chains events of one partition: where an event is, and where the one before it is; `none` for the first. */
export type Link = { readonly pos: number; readonly prev: number };

/** Before the first event. */
export const none = -1;

/** From Redis: what one commit added, `undefined` where it was too much to publish or nothing (a heartbeat). */
type Relayed<E extends Link> = { readonly last: number; readonly entries: readonly E[] | undefined };

export type Input<E extends Link> =
  | ({ readonly kind: 'relayed' } & Relayed<E>)
  /** The journal's last position, as just read. */
  | { readonly kind: 'head'; readonly last: number }
  /** The answer to `read`, in order. `more`: the page was full. */
  | { readonly kind: 'page'; readonly entries: readonly E[]; readonly more: boolean }
  | { readonly kind: 'page-failed' }
  | { readonly kind: 'tick'; readonly nowMs: number };

export type Effect<E extends Link> =
  /** The next event, exactly once and in order. */
  | { readonly kind: 'deliver'; readonly entry: E }
  /** Read the journal after this position. A `page` or `page-failed` must follow. */
  | { readonly kind: 'read'; readonly after: number }
  /** The journal no longer continues what was delivered. Only a fresh start helps. */
  | { readonly kind: 'lost'; readonly after: number };

/** So long may the journal and what was delivered disagree before it is taken for lasting. */
export const lostAfterMs = 10_000;

/** Events held back for want of those before them. The journal has them all, so dropping them costs a query. */
const maxWaiting = 1_000;

/**
 * Follows one partition by its chain: delivers each event once, in order, without a gap, from messages that may be lost, doubled or
 * late, and from the journal, which is the truth. Positions have holes, so `prev` shows whether one is missing, never
 * arithmetic. Performs nothing itself: `step` takes what happened and gives what to do.
 *
 *   following  a break in the chain, or word of something later  → reading
 *   reading    a page up to all that is known                    → following
 *   reading    a full page                                       → reading
 *   reading    a page that failed or is short                    → reading again at the next tick
 *   any        for 10 s the journal has not continued            → lost
 */
export class PartitionFollower<E extends Link> {
  #last: number;
  /** The latest known position. Beyond `last`, there is something to read. */
  #wanted: number;
  #reading = false;
  #brokenSinceMs: number | undefined;
  #broken = false;
  readonly #waiting = new Map<number, E>();

  /** `last`: the position delivered last, from which to follow. */
  constructor(last: number) {
    this.#last = last;
    this.#wanted = last;
  }

  get last(): number {
    return this.#last;
  }

  /** How many positions are known beyond `last`. */
  get lag(): number {
    return this.#wanted - this.#last;
  }

  step(input: Input<E>): Effect<E>[] {
    const effects: Effect<E>[] = [];
    switch (input.kind) {
      case 'relayed':
        for (const entry of input.entries ?? []) this.#offer(entry, effects);
        this.#want(input.last);
        this.#readIfBehind(effects);
        break;
      case 'head':
        this.#want(input.last);
        this.#readIfBehind(effects);
        break;
      case 'page':
        this.#takePage(input.entries, effects);
        if (input.more && !this.#broken) this.#readIfBehind(effects);
        break;
      case 'page-failed':
        this.#reading = false;
        break;
      case 'tick':
        this.#readIfBehind(effects);
        this.#judgeBreak(input.nowMs, effects);
        break;
    }
    return effects;
  }

  #want(position: number): void {
    if (position > this.#wanted) this.#wanted = position;
  }

  /** One event that came by Redis. */
  #offer(entry: E, effects: Effect<E>[]): void {
    if (entry.pos <= this.#last) return;
    this.#want(entry.pos);
    if (entry.prev === this.#last) {
      this.#deliver(entry, effects);
      this.#deliverWaiting(effects);
      return;
    }
    if (this.#waiting.size >= maxWaiting) this.#waiting.clear();
    this.#waiting.set(entry.prev, entry);
  }

  #takePage(entries: readonly E[], effects: Effect<E>[]): void {
    this.#reading = false;
    this.#broken = false;
    for (const entry of entries) {
      if (entry.pos <= this.#last) continue;
      if (entry.prev !== this.#last) {
        this.#broken = true;
        break;
      }
      this.#deliver(entry, effects);
    }
    if (!this.#broken) this.#brokenSinceMs = undefined;
    this.#deliverWaiting(effects);
  }

  #deliver(entry: E, effects: Effect<E>[]): void {
    this.#last = entry.pos;
    this.#want(entry.pos);
    effects.push({ kind: 'deliver', entry });
  }

  #deliverWaiting(effects: Effect<E>[]): void {
    for (let next = this.#waiting.get(this.#last); next !== undefined; next = this.#waiting.get(this.#last))
      this.#deliver(next, effects);
    for (const [prev, { pos }] of this.#waiting) if (pos <= this.#last) this.#waiting.delete(prev);
  }

  #readIfBehind(effects: Effect<E>[]): void {
    if (this.#reading || this.#wanted <= this.#last) return;
    this.#reading = true;
    effects.push({ kind: 'read', after: this.#last });
  }

  #judgeBreak(nowMs: number, effects: Effect<E>[]): void {
    if (!this.#broken) return;
    this.#brokenSinceMs ??= nowMs;
    if (nowMs - this.#brokenSinceMs >= lostAfterMs) effects.push({ kind: 'lost', after: this.#last });
  }
}
