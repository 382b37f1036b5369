import type { KafkaCluster, KafkaNode } from '@notes/servers';
import { eventually } from '@notes/testing';
import { Audience } from '../faults/audience.ts';
import type { ServiceProcess } from '../harness/service-process.ts';
import { type Servers, System } from '../harness/system.ts';
import { actors, MixedLoad } from '../load/mixed-load.ts';
import { SteadyWrites } from './steady-writes.ts';
import { type PartitionState, topicState } from './topic-state.ts';
import { watchReadiness } from './watch-readiness.ts';

const patienceMs = 90_000;

/** Two command instances and one of each other service on three brokers, with clients of all kinds. */
export type ClusterStage = {
  readonly cluster: KafkaCluster;
  readonly system: System;
  readonly commands: readonly ServiceProcess[];
  readonly others: Readonly<Record<'projector' | 'query' | 'gateway', ServiceProcess>>;
  readonly load: MixedLoad;
  readonly steady: SteadyWrites;
  readonly audience: Audience;
  readonly stack: Pick<Servers, 'kafkaBrokers'>;
  /** What was found wrong so far. */
  readonly found: Set<string>;
  /** How the topic is seen by another broker than this. */
  topic(but?: KafkaNode): Promise<ReadonlyMap<number, PartitionState>>;
  /** Resolves once all copies of all partitions are in sync. */
  whole(): Promise<void>;
  /** Every answer of a command instance that it is not ready, since this was asked last. */
  unready(): readonly string[];
  stop(): Promise<void>;
};

/** `servers`: Kafka apart. Stopping the stage leaves the cluster as it is. */
export async function openClusterStage(
  cluster: KafkaCluster,
  servers: Omit<Servers, 'kafkaBrokers'>,
): Promise<ClusterStage> {
  const kafkaBrokers = cluster.brokers;
  const system = await System.create({ ...servers, kafkaBrokers });
  const [first, second, projector, query] = await Promise.all([
    system.start('command'),
    system.start('command'),
    system.start('projector'),
    system.start('query'),
  ]);
  const gateway = await system.start('gateway', { COMMAND_URL: first.url, QUERY_URL: query.url });
  const commands = [first, second];
  const writers = commands.map(({ url }) => url);
  const name = system.env['NOTES_TOPIC'] ?? '';
  const topic: ClusterStage['topic'] = async (but) => {
    const [other] = cluster.nodes.filter((node) => node !== but);
    return topicState(other?.address ?? '', name);
  };
  const partitions = (await topic()).size;
  const audience = await Audience.open(gateway.url, actors);
  const load = new MixedLoad({ writers: [...writers, gateway.url], readers: [query.url, gateway.url] });
  const steady = await SteadyWrites.create({ writers, partitions, history: load.attempts });
  const watch = watchReadiness(commands);
  return {
    ...{ cluster, system, commands, stack: { kafkaBrokers }, topic, audience, load, steady },
    others: { projector, query, gateway },
    found: new Set(),
    whole: () =>
      eventually(
        async () => {
          const behind = [...(await topic())].filter(([, { inSync }]) => inSync.length < cluster.nodes.length);
          if (behind.length > 0) throw new Error(`${behind.length} partitions lack a copy in sync`);
        },
        { timeoutMs: patienceMs, everyMs: 100 },
      ),
    unready: watch.since,
    async stop() {
      watch.stop();
      audience.close();
      await system.stop();
    },
  };
}
