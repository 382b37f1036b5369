import type { Checkpoint } from './checkpoint.ts';

/** Where the partitions that this instance holds stand, as far as it knows: what heartbeats tell. */
export type Standing = {
  /** From now on these partitions are held, and no others. */
  hold(checkpoints: Iterable<Checkpoint>): void;
  /** Takes note of commits; of partitions that are no longer held it is too late. */
  move(checkpoints: Iterable<Checkpoint>): void;
  readonly held: readonly Checkpoint[];
};

export function createStanding(): Standing {
  const byPartition = new Map<number, Checkpoint>();
  return {
    hold(checkpoints) {
      byPartition.clear();
      for (const checkpoint of checkpoints) byPartition.set(checkpoint.partition, checkpoint);
    },
    move(checkpoints) {
      for (const checkpoint of checkpoints)
        if (byPartition.has(checkpoint.partition)) byPartition.set(checkpoint.partition, checkpoint);
    },
    get held() {
      return [...byPartition.values()];
    },
  };
}
