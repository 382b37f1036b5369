import { setTimeout as wait } from 'node:timers/promises';
import type { KafkaNode } from '@notes/servers';
import { type Pause, pausesWithout } from '../../cluster/broker-faults.ts';
import type { ClusterStage } from '../../cluster/cluster-stage.ts';
import { onCluster } from './broker-stage.ts';

/** So long each partition is looked at after a broker went away. */
const lookMs = 10_000;

/** One broker of three is killed, one is restarted, then all in turn. */
export async function rehearseBrokerLoss(): Promise<boolean> {
  return onCluster(async (stage) => {
    const [first, second, third] = stage.cluster.nodes as readonly [KafkaNode, KafkaNode, KafkaNode];
    printHead();
    await lose(stage, `node ${second.id} killed`, second, 'SIGKILL');
    await lose(stage, `node ${third.id} restarted`, third, 'SIGTERM');
    for (const node of [first, second, third]) await lose(stage, `all in turn: node ${node.id}`, node, 'SIGTERM');
  });
}

async function lose(stage: ClusterStage, what: string, node: KafkaNode, signal: NodeJS.Signals): Promise<void> {
  const pauses = await pausesWithout(stage, node, signal, lookMs);
  await node.restart();
  await stage.whole();
  // Leaders go back to where they were.
  await wait(7_000);
  printPauses(what, pauses);
}

export function printHead(): void {
  console.log('| | led by | partitions | longest pause | until the cluster let go | from then to the next write |');
  console.log('| --- | --- | --- | --- | --- | --- |');
}

export function printPauses(what: string, pauses: readonly Pause[]): void {
  for (const leader of new Set(pauses.map((pause) => pause.leader))) {
    const these = pauses.filter((pause) => pause.leader === leader);
    const most = (of: (pause: Pause) => number): string => `${Math.round(Math.max(...these.map(of)))} ms`;
    const who = these.some(({ wasLed }) => wasLed) ? `node ${leader}, which went` : `node ${leader}`;
    const figures = [most((p) => p.longestMs), most((p) => p.clusterMs), most((p) => p.afterMs)];
    console.log(`| ${[what, who, these.length, ...figures].join(' | ')} |`);
  }
}
