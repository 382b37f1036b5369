import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type KafkaCluster, startKafkaCluster, startStack } from '@notes/servers';
import { type ClusterStage, openClusterStage } from '../../cluster/cluster-stage.ts';
import { judge } from '../../faults/judge.ts';
import { anyPorts } from '../../harness/any-ports.ts';

/** Steady writes, and clients that do everything at random. On two cores that are shared by three brokers and all services. */
const perSecond = 96;
const clients = 3;
/**
 * How long a follower may be behind before its leader goes on without it: a broker that dies stops the partitions that others lead for
 * so long, and half of it. Kafka's default, 30 s, leaves that to the time after which the controller removes a broker.
 */
const settings = { 'replica.lag.time.max.ms': 200, 'replica.fetch.wait.max.ms': 50 };

type Plan = {
  /** The class path of the version to begin with. Default: the version that is pinned. */
  readonly jars?: readonly string[];
  /** Before any broker is started: `dir` will be the folder of the cluster. */
  readonly prepare?: (dir: string) => Promise<void>;
  /** After everything has been stopped. */
  readonly cleanUp?: () => Promise<void>;
};

/** Does something to a cluster under load, judges all that clients were told; whether all was right. */
export async function onCluster(
  act: (stage: ClusterStage) => Promise<void>,
  { jars, prepare, cleanUp }: Plan = {},
): Promise<boolean> {
  const dir = await mkdtemp(join(tmpdir(), 'notes-rehearsal-'));
  // Each server and service is killed with this process if that comes to its end before them.
  process.setMaxListeners(40);
  // The user of Postgres passes through it.
  await chmod(dir, 0o711);
  try {
    await prepare?.(join(dir, 'cluster'));
    const folder = { dir: join(dir, 'cluster'), env: process.env, settings };
    const cluster = await startKafkaCluster(jars === undefined ? folder : { ...folder, jars });
    try {
      return await underLoad(cluster, join(dir, 'stack'), act);
    } finally {
      await cluster.stop();
    }
  } finally {
    await cleanUp?.();
    await rm(dir, { recursive: true, force: true });
  }
}

async function underLoad(
  cluster: KafkaCluster,
  dir: string,
  act: (stage: ClusterStage) => Promise<void>,
): Promise<boolean> {
  const env = { ...process.env, KAFKA_BROKERS: cluster.brokers };
  const stack = await startStack({ dir, env, ports: anyPorts });
  const stage = await openClusterStage(cluster, stack);
  try {
    stage.load.start(1, clients);
    stage.steady.start(perSecond);
    await wait(3_000);
    stage.unready();
    await act(stage);
    const unready = stage.unready();
    await Promise.all([stage.steady.stop(), stage.load.stop()]);
    const wrong = await judge(stage);
    report(stage, unready, wrong);
    return wrong.length === 0 && unready.length === 0;
  } finally {
    await stage.stop();
    await stack.stop();
  }
}

function report({ load, steady }: ClusterStage, unready: readonly string[], wrong: readonly string[]): void {
  const statuses = new Map<string, number>();
  for (const { answer } of steady.attempts) {
    const status = answer === undefined ? 'no answer' : `${answer.status} ${answer.slug ?? ''}`.trim();
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  console.log(
    `\nSteady writes by answer: ${[...statuses].map(([status, count]) => `${count} × ${status}`).join(', ')}.`,
  );
  console.log(
    `Judged by the log: ${load.attempts.length} commands, ${load.reads.length} reads, 200 feeds: ${wrong.length} wrong.`,
  );
  for (const each of wrong.slice(0, 20)) console.log(`- ${each}`);
  console.log(`Answers of /readyz of command instances that were not 200: ${unready.length}.`);
  for (const each of unready.slice(0, 20)) console.log(`- ${each}`);
}
