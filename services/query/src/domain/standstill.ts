/** How far the read model and the log are in one partition: the last offset applied, and the offset that the next record will get. */
type Progress = { readonly partition: number; readonly offset: number; readonly end: number };

/** Notices a read model that does not move although there is something to apply. */
export class Standstill {
  readonly #still = new Map<number, { readonly offset: number; readonly sinceMs: number }>();

  /** For how long the partition that has stood for longest stands still; 0: none does. `nowMs` is on the clock of `performance.now`. */
  look(progress: readonly Progress[], nowMs: number): number {
    let longestMs = 0;
    for (const { partition, offset, end } of progress) {
      const before = this.#still.get(partition);
      if (offset + 1 >= end) this.#still.delete(partition);
      else if (before?.offset !== offset) this.#still.set(partition, { offset, sinceMs: nowMs });
      else longestMs = Math.max(longestMs, nowMs - before.sinceMs);
    }
    return longestMs;
  }
}
