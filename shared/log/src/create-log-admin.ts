import { setTimeout as wait } from 'node:timers/promises';
import type { Next } from '@notes/kernel/position';
import type { Admin } from 'kafkajs';
import type { ClusterConnection } from './cluster-connection.ts';
import { ConnectionKeeper } from './connection-keeper.ts';
import { type Appender, createAppender } from './create-appender.ts';
import { alterTopic, checkTopic, createTopic, type TopicOptions, type TopicSettings } from './create-topic.ts';
import { fetchBatches, toOffset } from './fetch.ts';
import type { LogConfig, LogLogger } from './log-config.ts';
import { LogError } from './log-error.ts';
import type { LogRecord } from './log-record.ts';
import { isUnknownTopic, mapError } from './map-error.ts';
import { openKafka, requestTimeoutMs } from './open-kafka.ts';
import type { TopicFault } from './topic-settings.ts';
import { answerWithin } from './within.ts';

/**
 * Questions about the log, and its set-up, on connections of its own, which no append or long poll can hold up. All
 * reject with a LogError, `unavailable` when there is no answer in time; nothing is asked twice.
 */
export type LogAdmin = {
  /** Resolves once the cluster answers, whether there is a topic or not. May be called again. */
  connect(): Promise<void>;
  /**
   * The offset that the next record of each partition will get, asked of the leaders after this call: everything
   * acknowledged before it lies below.
   */
  endOffsets(partitions: readonly number[]): Promise<ReadonlyMap<number, Next>>;
  /** The first offset of each partition that has not been deleted; where nothing ever was, 0. */
  startOffsets(partitions: readonly number[]): Promise<ReadonlyMap<number, Next>>;
  /** How many partitions the topic has; undefined: there is no such topic. */
  partitions(): Promise<number | undefined>;
  /**
   * Creates the topic as it must be, and resolves when all its partitions can be used: true, or false if it is there
   * already, whatever its settings. `replication`: the brokers' default if left out.
   */
  createTopic(options: TopicOptions): Promise<boolean>;
  /** The settings of the topic that are not as they should be, harmful ones first; empty when all is well. */
  checkTopic(): Promise<readonly TopicFault[]>;
  /** Sets these settings of the topic, and leaves all others as they are. */
  alterTopic(settings: TopicSettings): Promise<void>;
  /** The record at an offset; undefined if the log has none there (yet, or any more). */
  readRecord(partition: number, offset: number): Promise<LogRecord | undefined>;
  append: Appender['append'];
  stop(): Promise<void>;
};

export type LogAdminOptions = {
  readonly logger: LogLogger;
  /** How long one question may take, connecting included. Default 5 s; creating the topic may take longer. */
  readonly timeoutMs?: number;
};

const setUpMs = 15_000;
const retryMs = 50;
const maxWaitMs = 100;

export function createLogAdmin(config: LogConfig, options: LogAdminOptions): LogAdmin {
  const { topic } = config;
  const { logger, timeoutMs = requestTimeoutMs } = options;
  // Whoever asks is told of every failure.
  const links = new ConnectionKeeper(config, { logger, timeoutMs, name: 'admin', level: 'debug' });
  const appender = createAppender(config, { logger });

  /** The seldom questions go through the admin client of kafkajs, over connections for this once. */
  async function administer<T>(what: string, act: (admin: Admin) => Promise<T>): Promise<T> {
    const client = openKafka(config, { logger });
    try {
      const admin = client.kafka.admin();
      return await answerWithin(
        setUpMs,
        admin.connect().then(() => act(admin)),
        what,
      );
    } catch (error) {
      throw mapError(error, what);
    } finally {
      client.close();
    }
  }

  const offsets = (what: string, partitions: readonly number[], fromBeginning: boolean) =>
    links.ask(what, async (link) => {
      link.byLeader(partitions); // refuses what has no leader, which kafkajs would leave out of its answer
      const asked = partitions.map((partition) => ({ partition }));
      const [answer] = await link.cluster.fetchTopicsOffset([{ topic, partitions: asked, fromBeginning }]);
      return new Map(answer?.partitions.map(({ partition, offset }) => [partition, toOffset(offset) as Next]));
    });
  const endOffsets: LogAdmin['endOffsets'] = (partitions) => offsets('end offsets', partitions, false);

  const partitions: LogAdmin['partitions'] = async () => {
    try {
      return await links.ask('describe topic', async ({ cluster }) => {
        await cluster.refreshMetadata();
        return cluster.findTopicPartitionMetadata(topic).length;
      });
    } catch (error) {
      if (isUnknownTopic(error)) return undefined;
      throw error;
    }
  };

  return {
    async connect() {
      await partitions();
    },
    endOffsets,
    startOffsets: (partitions) => offsets('start offsets', partitions, true),
    partitions,
    async createTopic(wanted) {
      const created = await administer('create topic', (admin) => createTopic(admin, topic, wanted));
      // A new leader by the metadata may not know it yet; one that tells its offsets does.
      if (created) await untilItResolves(() => endOffsets(Array.from({ length: wanted.partitions }, (_, p) => p)));
      return created;
    },
    alterTopic: (settings) =>
      links.ask('alter topic', async ({ cluster }) =>
        alterTopic(await cluster.findControllerBroker(), topic, settings),
      ),
    checkTopic: () => administer('check topic', (admin) => checkTopic(admin, config)),
    async readRecord(partition, offset) {
      const end = (await endOffsets([partition])).get(partition) ?? 0;
      if (offset >= end) return undefined;
      try {
        return await links.ask('read record', (link) => readRecord(link, topic, partition, offset));
      } catch (error) {
        if (error instanceof LogError && error.kind === 'out-of-range') return undefined;
        throw error;
      }
    },
    append: (partition, records) => appender.append(partition, records),
    async stop() {
      links.stop();
      await appender.stop();
    },
  };
}

async function readRecord(
  link: ClusterConnection,
  topic: string,
  partition: number,
  offset: number,
): Promise<LogRecord | undefined> {
  const [led] = link.byLeader([partition]);
  if (led === undefined) return undefined;
  const broker = await link.broker(led.nodeId);
  // A single byte stands for a single batch: that one comes whole.
  const [batch] = await fetchBatches(broker, {
    topic,
    from: new Map([[partition, offset as Next]]),
    maxWaitMs,
    maxBytes: 1,
  });
  return batch?.records.find((record) => record.offset === offset);
}

async function untilItResolves(attempt: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + setUpMs;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await wait(retryMs);
    }
  }
}
