type Waiter = { readonly offset: number; readonly resolve: () => void };

/**
 * How far the tail has come, per partition, and what waits for it to go on. What is reached stays reached, also when
 * the tail is sent back to fill the window again: the subjects in memory have seen it.
 */
export class TailProgress {
  readonly #next = new Map<number, number>();
  readonly #ends = new Map<number, number>();
  readonly #waiters = new Map<number, Waiter[]>();

  /** The offset after the last one read; 0 if nothing is. */
  next(partition: number): number {
    return this.#next.get(partition) ?? 0;
  }

  /** Where the log ended when the tail last read of it. */
  sawEnd(partition: number, end: number): void {
    this.#ends.set(partition, end);
  }

  /** Records that the tail knows of and has not read yet, in all partitions together. */
  get lag(): number {
    let lag = 0;
    for (const [partition, end] of this.#ends) lag += Math.max(0, end - this.next(partition));
    return lag;
  }

  advance(partition: number, next: number): void {
    if (next <= this.next(partition)) return;
    this.#next.set(partition, next);
    const waiters = this.#waiters.get(partition);
    if (waiters === undefined) return;
    const still = waiters.filter((waiter) => waiter.offset > next);
    if (still.length === 0) this.#waiters.delete(partition);
    else this.#waiters.set(partition, still);
    for (const waiter of waiters) if (waiter.offset <= next) waiter.resolve();
  }

  /** Resolves once everything below `end` is read. Never rejects: the caller keeps the deadline. */
  until(partition: number, end: number): Promise<void> {
    if (this.next(partition) >= end) return Promise.resolve();
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(partition) ?? [];
      waiters.push({ offset: end, resolve });
      this.#waiters.set(partition, waiters);
    });
  }
}
