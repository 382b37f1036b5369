/** What a fetch waits for: this many bytes, or so long. */
export type Patience = { readonly minBytes: number; readonly maxWaitMs: number };

/** For about so long a fetch gathers. */
const gatherMs = 20;
/** Less than this within that time is fetched as it comes: to gather a few records would delay them, and save little. */
const muchBytes = 24 * 1024;
/** More than this is worth no wait. */
const enoughBytes = 512 * 1024;

/**
 * What the next fetch of a leader's partitions is to wait for. While little comes, for the first record, so that it is there at once; while
 * much comes, for what will have come in some 20 ms: a fetch costs the broker and its reader as much for one record as for a hundred, and so
 * does what its reader does with them. It goes by what the last fetches brought, and forgets half of that with each.
 */
export class Gathering {
  readonly #idle: Patience;
  #at: number | undefined;
  #bytesPerMs = 0;

  /** `idleMs`: how long a fetch may wait for a first record. */
  constructor(idleMs: number) {
    this.#idle = { minBytes: 1, maxWaitMs: idleMs };
  }

  get patience(): Patience {
    const expected = this.#bytesPerMs * gatherMs;
    if (expected < muchBytes) return this.#idle;
    return { minBytes: Math.floor(Math.min(expected, enoughBytes)), maxWaitMs: gatherMs };
  }

  /** A fetch has brought so much, at this time in ms. */
  brought(bytes: number, at: number): void {
    const passed = this.#at === undefined ? Number.POSITIVE_INFINITY : Math.max(1, at - this.#at);
    this.#at = at;
    this.#bytesPerMs = (this.#bytesPerMs + bytes / passed) / 2;
  }
}
