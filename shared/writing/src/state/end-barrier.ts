import type { Next } from '@notes/kernel';
import type { TailProgress } from './tail-progress.ts';

type Round = { readonly partitions: Set<number>; readonly ends: Promise<ReadonlyMap<number, Next>> };

/**
 * Proof that a state is not stale: asks the broker how far the log goes, with a request sent after the call, and waits
 * until the tail is there. Calls of one tick, and all calls while a request is under way, share the next request, so a
 * storm of refusals costs one request per round trip.
 */
export class EndBarrier {
  readonly #endOffsets: (partitions: readonly number[]) => Promise<ReadonlyMap<number, Next>>;
  readonly #progress: TailProgress;
  #underWay: Promise<unknown> = Promise.resolve();
  #gathering: Round | undefined;
  #asked = 0;

  constructor(
    endOffsets: (partitions: readonly number[]) => Promise<ReadonlyMap<number, Next>>,
    progress: TailProgress,
  ) {
    this.#endOffsets = endOffsets;
    this.#progress = progress;
  }

  /** How often the broker was asked. */
  get asked(): number {
    return this.#asked;
  }

  /** Resolves when everything that was in the partition at the time of the call is read back. Rejects if the log is away. */
  async pass(partition: number): Promise<void> {
    this.#gathering ??= this.#gather();
    this.#gathering.partitions.add(partition);
    const ends = await this.#gathering.ends;
    const end = ends.get(partition);
    if (end === undefined) throw new Error(`the broker gave no end of partition ${partition}`);
    await this.#progress.until(partition, end);
  }

  #gather(): Round {
    const partitions = new Set<number>();
    const ends = this.#underWay.then(() => {
      this.#gathering = undefined;
      this.#asked += 1;
      return this.#endOffsets([...partitions]);
    });
    this.#underWay = ends.catch(() => undefined);
    return { partitions, ends };
  }
}
