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

  /** The offset after the last one read, by partition. */
  get positions(): ReadonlyMap<number, Next> {
    return this.#next;
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

type Broker = {
  /** Where partitions end; without those whose leader does not answer. */
  endOffsets(partitions: readonly number[]): Promise<ReadonlyMap<number, Next>>;
  /** By whom a partition is led, as far as it is known. */
  leaderOf(partition: number): string | undefined;
};

/** For so long a leader that does not answer is asked again: one is elected in a moment where the others know that it is gone. */
const awayMs = 2_000;
const retryMs = 50;

/**
 * Proof that a state is not stale: asks the broker how far the log goes, with a request sent after the call, and waits
 * until the tail is there. Calls of one tick, and all calls while a request is under way, share the next request to the same leader,
 * so a storm of refusals costs one request per round trip, and a leader that does not answer holds up no proof about what others lead.
 */
export class EndBarrier {
  readonly #broker: Broker;
  readonly #progress: TailProgress;
  /** By leader. */
  readonly #questions = new Map<string | undefined, (partition: number) => Promise<Next | undefined>>();
  #asked = 0;

  constructor(broker: Broker, progress: TailProgress) {
    this.#broker = broker;
    this.#progress = progress;
  }

  /** How often a broker was asked. */
  get asked(): number {
    return this.#asked;
  }

  /** Resolves when everything that was in the partition at the time of the call is read back. Rejects if its leader is away. */
  async pass(partition: number): Promise<void> {
    await this.#progress.until(partition, await this.#endOf(partition));
  }

  async #endOf(partition: number): Promise<Next> {
    for (const began = performance.now(); ; await new Promise((resolve) => setTimeout(resolve, retryMs))) {
      const [end, error] = await this.#ask(partition).then(
        (answer) => [answer, undefined],
        (failure) => [undefined, failure],
      );
      if (end !== undefined) return end;
      if (performance.now() - began > awayMs)
        throw error ?? new Error(`the leader of partition ${partition} gives no end`);
    }
  }

  #ask(partition: number): Promise<Next | undefined> {
    const leader = this.#broker.leaderOf(partition);
    const question = this.#questions.get(leader) ?? this.#newQuestion();
    this.#questions.set(leader, question);
    return question(partition);
  }

  #newQuestion(): (partition: number) => Promise<Next | undefined> {
    return gather(async (partitions: readonly number[]) => {
      this.#asked += 1;
      const ends = await this.#broker.endOffsets([...new Set(partitions)]);
      return partitions.map((partition) => ends.get(partition));
    });
  }
}
