import type { Entry } from './entry.ts';

export type RingLimits = { readonly entries: number; readonly bytes: number };

/** Twelve partitions of these are 48 MiB at most, and a few minutes of a busy system. */
export const ringLimits: RingLimits = { entries: 2_000, bytes: 4 * 1024 * 1024 };

/** The newest entries of one partition, in order and without a gap, so that most who come back need no query. */
export class Ring {
  readonly #limits: RingLimits;
  #entries: Entry[] = [];
  /** Those before are gone already; cutting them off one by one would move all others each time. */
  #start = 0;
  #bytes = 0;
  #floor: number;

  /** `floor`: all that was ever after it is here. */
  constructor(floor: number, limits: RingLimits = ringLimits) {
    this.#floor = floor;
    this.#limits = limits;
  }

  /** Whether all entries after the position are here. */
  covers(position: number): boolean {
    return position >= this.#floor;
  }

  push(entry: Entry): void {
    this.#entries.push(entry);
    this.#bytes += entry.body.length;
    while (this.#entries.length - this.#start > this.#limits.entries || this.#bytes > this.#limits.bytes) this.#drop();
    if (this.#start > this.#limits.entries) this.#compact();
  }

  /** The entries after a position that the ring covers, oldest first. They stay valid while others are pushed. */
  after(position: number): readonly Entry[] {
    let low = this.#start;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.pos ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return this.#entries.slice(low);
  }

  #drop(): void {
    const oldest = this.#entries[this.#start];
    if (oldest === undefined) return;
    this.#floor = oldest.pos;
    this.#bytes -= oldest.body.length;
    this.#start += 1;
  }

  #compact(): void {
    this.#entries = this.#entries.slice(this.#start);
    this.#start = 0;
  }
}
