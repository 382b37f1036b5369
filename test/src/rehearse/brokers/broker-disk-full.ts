import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { KafkaNode } from '@notes/servers';
import { pausesWithout } from '../../cluster/broker-faults.ts';
import type { ClusterStage } from '../../cluster/cluster-stage.ts';
import { SmallDisk } from '../servers/small-disk.ts';
import { printHead, printPauses } from './broker-loss.ts';
import { onCluster } from './broker-stage.ts';

const node = 2;
const megabytes = 192;
const lookMs = 10_000;
const fullMs = 15_000;
const pauseMs = 1_000;

/** The disk of one broker of three is full for a while. It is started again whenever it has ended; nothing else is done. */
export function rehearseBrokerDiskFull(): Promise<boolean> {
  let disk: SmallDisk | undefined;
  return onCluster(
    async (stage) => {
      if (disk !== undefined) await fillUp(stage, disk);
    },
    {
      async prepare(dir) {
        disk = new SmallDisk(join(dir, `kafka-${node}`), megabytes);
        await disk.mount();
      },
      cleanUp: async () => disk?.unmount(),
    },
  );
}

async function fillUp(stage: ClusterStage, disk: SmallDisk): Promise<void> {
  const broker = stage.cluster.nodes.find(({ id }) => id === node);
  if (broker === undefined) throw new Error(`there is no node ${node}`);
  const pauses = await pausesWithout(stage, broker, () => disk.fill(), lookMs);
  printHead();
  printPauses(`the disk of node ${node} is full`, pauses);
  const up = startUntilUp(broker);
  await wait(fullMs);
  await disk.free();
  const freed = performance.now();
  const starts = await up;
  await stage.whole();
  const seconds = ((performance.now() - freed) / 1_000).toFixed(1);
  console.log(`\nStarted ${starts} times; all copies were in sync ${seconds} s after there was room again.`);
}

/** As systemd and Kubernetes do. Resolves with how often it took. */
async function startUntilUp(broker: KafkaNode): Promise<number> {
  for (let starts = 1; ; starts += 1) {
    try {
      await broker.restart();
      return starts;
    } catch {
      await wait(pauseMs);
    }
  }
}
