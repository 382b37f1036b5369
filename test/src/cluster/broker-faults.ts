import { setTimeout as wait } from 'node:timers/promises';
import type { KafkaNode } from '@notes/servers';
import { eventually } from '@notes/testing';
import type { ClusterStage } from './cluster-stage.ts';
import type { PartitionState } from './topic-state.ts';

/** What became of a partition while a broker was away. */
export type Pause = {
  readonly partition: number;
  /** By whom it was led before. */
  readonly leader: number;
  /** That was the broker that went away. */
  readonly wasLed: boolean;
  /** The longest time between two acknowledged writes. */
  readonly longestMs: number;
  /** How long the cluster took to let go of the broker: to have another leader, and not to wait for its copy any more. */
  readonly clusterMs: number;
  /** From then to the next acknowledged write. */
  readonly afterMs: number;
};

const everyMs = 10;
const patienceMs = 60_000;

/**
 * Ends a broker, by a signal or by what it does not survive, under the steady writes that go on, and looks how each partition is written to: until all are, and for `lookMs` in all.
 * Rejects if one is not within a minute.
 */
export async function pausesWithout(
  stage: ClusterStage,
  node: KafkaNode,
  by: NodeJS.Signals | (() => Promise<void>),
  lookMs = 0,
): Promise<readonly Pause[]> {
  const before = await stage.topic(node);
  const began = performance.now();
  if (typeof by === 'string') node.kill(by);
  else await by();
  const letGo = await untilLetGo(stage, node, began);
  await node.gone();
  await eventually(
    () => {
      const now = performance.now();
      for (const [partition, freeAt] of letGo)
        if (stage.steady.acknowledged(partition, freeAt, now).length === 0)
          throw new Error(`partition ${partition} takes no writes`);
    },
    { timeoutMs: patienceMs, everyMs: 50 },
  );
  await wait(Math.max(0, began + lookMs - performance.now()));
  return pausesSince(stage, node.id, before, began, letGo);
}

/** What partitions went through since a moment. */
function pausesSince(
  { steady }: ClusterStage,
  nodeId: number,
  before: ReadonlyMap<number, PartitionState>,
  began: number,
  letGo: ReadonlyMap<number, number>,
): readonly Pause[] {
  const now = performance.now();
  return [...before].map(([partition, { leader }]) => {
    // The one before counts: it is where a pause begins.
    const times = steady.acknowledged(partition, began - 2_000, now);
    const gaps = times.slice(1).map((time, i) => (time > began ? time - (times[i] ?? 0) : 0));
    const freeAt = letGo.get(partition) ?? now;
    const next = times.find((time) => time >= freeAt) ?? now;
    const longestMs = Math.max(now - (times.at(-1) ?? began), ...gaps);
    return {
      partition,
      leader,
      wasLed: leader === nodeId,
      longestMs,
      clusterMs: freeAt - began,
      afterMs: next - freeAt,
    };
  });
}

/** When the others let go of a broker, by partition, on the clock of `performance.now`. */
async function untilLetGo(stage: ClusterStage, node: KafkaNode, began: number): Promise<ReadonlyMap<number, number>> {
  const letGo = new Map<number, number>();
  for (let left = true; left && performance.now() - began < patienceMs; await wait(everyMs)) {
    const seen = await stage.topic(node);
    const now = performance.now();
    for (const [partition, { leader, inSync }] of seen)
      if (leader !== node.id && leader >= 0 && !inSync.includes(node.id) && !letGo.has(partition))
        letGo.set(partition, now);
    left = letGo.size < seen.size;
  }
  return letGo;
}
