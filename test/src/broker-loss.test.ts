import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type KafkaCluster, startKafkaCluster } from '@notes/servers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pausesWithout } from './cluster/broker-faults.ts';
import { type ClusterStage, openClusterStage } from './cluster/cluster-stage.ts';
import { judge } from './faults/judge.ts';
import { testServers } from './harness/test-servers.ts';

/** Of each second; the machine has much else to do. */
const perSecond = 60;
const clients = 2;

let dir: string;
let cluster: KafkaCluster;
let stage: ClusterStage;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'notes-cluster-'));
  cluster = await startKafkaCluster({ dir, env: process.env });
  stage = await openClusterStage(cluster, testServers());
});
afterAll(async () => {
  await stage?.stop();
  await cluster?.stop();
  await rm(dir, { recursive: true, force: true });
});

test('one of three brokers is killed and comes back, another is restarted in good order: writes go on, no command instance is out, and no answer was false', async () => {
  const [, node, other] = cluster.nodes;
  if (node === undefined || other === undefined) throw new Error('there are no three nodes');
  stage.load.start(1, clients);
  stage.steady.start(perSecond);
  await wait(1_000);
  stage.unready();
  const pauses = await pausesWithout(stage, node, 'SIGKILL');
  await node.restart();
  await stage.whole();
  await other.restart();
  await stage.whole();
  await wait(1_000);
  expect(stage.unready()).toEqual([]);
  await Promise.all([stage.steady.stop(), stage.load.stop()]);
  expect(await judge(stage)).toEqual([]);
  expect(pauses.filter(({ wasLed }) => wasLed).length).toBeGreaterThan(0);
});
