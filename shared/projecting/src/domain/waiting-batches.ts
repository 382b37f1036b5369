import type { Checkpoint, Next } from '@notes/kernel';
import { type Caps, fills, type RawBatch, restOf, takeSlices } from './batch.ts';

/**
 * The batches that wait to be applied, one a partition. What a transaction takes of them stays here, and stays its own,
 * until it is done: given back as it was if it failed.
 */
export type WaitingBatches = {
  /** Settles once the batch is applied or no longer wanted, or, with where its partition stands instead, is not applied. */
  add(batch: RawBatch, isStale: () => boolean): Promise<Next | undefined>;
  /** What a transaction takes now: of partitions that no other has, and beside another only a full one. May be nothing. */
  take(): readonly RawBatch[];
  /** The transaction is over; without checkpoints, it failed. */
  giveBack(slices: readonly RawBatch[], checkpoints?: ReadonlyMap<number, Checkpoint>): void;
  /** Settles all that is waiting. */
  drop(): void;
};

type Item = { batch: RawBatch; readonly isStale: () => boolean; readonly settle: (next?: Next) => void };

export function createWaitingBatches(caps: Caps): WaitingBatches {
  const taken = new Set<number>();
  let items: Item[] = [];

  const dropUnwanted = (): void => {
    const unwanted = new Set(items.filter(({ batch, isStale }) => isStale() && !taken.has(batch.partition)));
    items = items.filter((item) => !unwanted.has(item));
    for (const item of unwanted) item.settle();
  };

  const settle = (slice: RawBatch, { next }: Checkpoint): void => {
    const item = items.find(({ batch }) => batch.partition === slice.partition);
    if (item === undefined) return;
    const rest = next === slice.next ? restOf(item.batch, next) : undefined;
    if (rest !== undefined) {
      item.batch = rest;
      return;
    }
    items = items.filter((other) => other !== item);
    item.settle(next === slice.next ? undefined : next);
  };

  return {
    add: (batch, isStale) => new Promise((resolve) => items.push({ batch, isStale, settle: resolve })),
    take() {
      dropUnwanted();
      const free = items.map(({ batch }) => batch).filter(({ partition }) => !taken.has(partition));
      const slices = takeSlices(free, caps);
      if (taken.size > 0 && !fills(slices, caps)) return [];
      for (const { partition } of slices) taken.add(partition);
      return slices;
    },
    giveBack(slices, checkpoints) {
      for (const slice of slices) {
        taken.delete(slice.partition);
        const checkpoint = checkpoints?.get(slice.partition);
        if (checkpoint !== undefined) settle(slice, checkpoint);
      }
    },
    drop() {
      for (const item of items.splice(0)) item.settle();
    },
  };
}
