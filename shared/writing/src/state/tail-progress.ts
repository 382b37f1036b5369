import { fromBeginning, type Next } from '@notes/kernel';

type Waiter = { readonly end: Next; readonly resolve: () => void };

/**
 * How far the tail has come, per partition, and what waits for it to go on. What is reached stays reached, also when
 * the tail is sent back to fill the window again: the subjects in memory have seen it.
 */
export class TailProgress {
  readonly #next = new Map<number, Next>();
  readonly #ends = new Map<number, Next>();
  readonly #waiters = new Map<number, Waiter[]>();

  /** The offset after the last one read. */
  next(partition: number): Next {
    return this.#next.get(partition) ?? fromBeginning;
  }

  /** Where the log ended when the tail last read of it. */
  sawEnd(partition: number, end: Next): void {
    this.#ends.set(partition, end);
  }

  /** Records that the tail knows of and has not read yet, in all partitions together. */
  get lag(): number {
    let lag = 0;
    for (const [partition, end] of this.#ends) lag += Math.max(0, end - this.next(partition));
    return lag;
  }

  advance(partition: number, next: Next): void {
    if (next <= this.next(partition)) return;
    this.#next.set(partition, next);
    const waiters = this.#waiters.get(partition);
    if (waiters === undefined) return;
    const still = waiters.filter((waiter) => waiter.end > next);
    if (still.length === 0) this.#waiters.delete(partition);
    else this.#waiters.set(partition, still);
    for (const waiter of waiters) if (waiter.end <= next) waiter.resolve();
  }

  /** Resolves once everything below `end` is read. Never rejects: the caller keeps the deadline. */
  until(partition: number, end: Next): Promise<void> {
    if (this.next(partition) >= end) return Promise.resolve();
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(partition) ?? [];
      waiters.push({ end, resolve });
      this.#waiters.set(partition, waiters);
    });
  }
}
