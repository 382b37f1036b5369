import { fromBeginning, type Next } from '@notes/kernel';
import { gather } from '@notes/service';

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

type EndOffsets = (partitions: readonly number[]) => Promise<ReadonlyMap<number, Next>>;

/**
 * Proof that a state is not stale: asks the broker how far the log goes, with a request sent after the call, and waits
 * until the tail is there. Calls of one tick, and all calls while a request is under way, share the next request, so a
 * storm of refusals costs one request per round trip.
 */
export class EndBarrier {
  readonly #endOf: (partition: number) => Promise<Next | undefined>;
  readonly #progress: TailProgress;
  #asked = 0;

  constructor(endOffsets: EndOffsets, progress: TailProgress) {
    this.#progress = progress;
    this.#endOf = gather(async (partitions: readonly number[]) => {
      this.#asked += 1;
      const ends = await endOffsets([...new Set(partitions)]);
      return partitions.map((partition) => ends.get(partition));
    });
  }

  /** How often the broker was asked. */
  get asked(): number {
    return this.#asked;
  }

  /** Resolves when everything that was in the partition at the time of the call is read back. Rejects if the log is away. */
  async pass(partition: number): Promise<void> {
    const end = await this.#endOf(partition);
    if (end === undefined) throw new Error(`the broker gave no end of partition ${partition}`);
    await this.#progress.until(partition, end);
  }
}
