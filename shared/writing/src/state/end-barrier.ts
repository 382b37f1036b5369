import type { Next } from '@notes/kernel';
import { gather } from '@notes/service';
import type { TailProgress } from './tail-progress.ts';

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
