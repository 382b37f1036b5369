import { setTimeout as wait } from 'node:timers/promises';
import type { Next } from '@notes/kernel/position';
import type { Admin, Broker } from 'kafkajs';
import { type Answers, askLeaders } from './ask-leaders.ts';
import { type Appender, createAppender } from './create-appender.ts';
import {
  alterTopic,
  checkTopic,
  createTopic,
  requireSettings,
  type TopicOptions,
  type TopicSettings,
} from './create-topic.ts';
import { fetchBatches, toOffset } from './fetch.ts';
import { LeaderLinks } from './leader-links.ts';
import type { LogConfig, LogLogger } from './log-config.ts';
import type { LogRecord } from './log-record.ts';
import { isUnknownTopic, mapError } from './map-error.ts';
import { openKafka, requestTimeoutMs } from './open-kafka.ts';
import type { TopicFault } from './topic-settings.ts';
import { answerWithin } from './within.ts';

/**
 * Questions about the log, and its set-up, on connections of its own, which no append or long poll can hold up. All
 * reject with a LogError, `unavailable` when there is no answer in time; nothing is asked twice, but for a leader that has moved.
 */
export type LogAdmin = {
  /** Resolves once the cluster answers, whether there is a topic or not. May be called again. */
  connect(): Promise<void>;
  /**
   * The offset that the next record of each partition will get, asked of the leaders after this call: everything
   * acknowledged before it lies below. Rejects if the leader of one of them does not answer.
   */
  endOffsets(partitions: readonly number[]): Promise<ReadonlyMap<number, Next>>;
  /** The same of those partitions whose leaders answer; rejects if none does. */
  reachableEnds(partitions: readonly number[]): Promise<ReadonlyMap<number, Next>>;
  /** The first offset of each partition that has not been deleted; where nothing ever was, 0. */
  startOffsets(partitions: readonly number[]): Promise<ReadonlyMap<number, Next>>;
  /** The broker that leads a partition, by the last answer; undefined before the first. For who puts questions together by leader. */
  leaderOf(partition: number): string | undefined;
  /** How many partitions the topic has; undefined: there is no such topic. */
  partitions(): Promise<number | undefined>;
  /**
   * Creates the topic as it must be, and resolves when all its partitions can be used: true, or false if it is there
   * already, whatever its settings. `replication`: the brokers' default if left out.
   */
  createTopic(options: TopicOptions): Promise<boolean>;
  /** The settings of the topic that are not as they should be, harmful ones first; empty when all is well. */
  checkTopic(): Promise<readonly TopicFault[]>;
  /** Sets these settings of the topic, leaves all others as they are, and resolves when a broker has learned of it; others may a moment later. */
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
/** What stands for the first offset of a partition in a question for offsets, and for the one after the last. */
const [first, afterLast] = ['-2', '-1'];
const readUncommitted = 0;

/** What kafkajs does not tell of its brokers: how they list offsets. */
type ListsOffsets = {
  listOffsets(request: {
    readonly isolationLevel: number;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly timestamp: string }[];
    }[];
  }): Promise<{
    readonly responses: readonly {
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[];
  }>;
};

export function createLogAdmin(config: LogConfig, options: LogAdminOptions): LogAdmin {
  const { topic } = config;
  const { logger, timeoutMs = requestTimeoutMs } = options;
  // Whoever asks is told of every failure.
  const links = new LeaderLinks(config, { logger, timeoutMs, name: 'admin', level: 'debug' });
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

  const askOffsets = (what: string, partitions: readonly number[], of: string) =>
    askLeaders(links, what, partitions, (broker, theirs) => listOffsets(broker, topic, theirs, of));
  const endOffsets: LogAdmin['endOffsets'] = async (partitions) =>
    allOf(await askOffsets('end offsets', partitions, afterLast));

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
    reachableEnds: async (partitions) => anyOf(await askOffsets('end offsets', partitions, afterLast)),
    startOffsets: async (partitions) => allOf(await askOffsets('start offsets', partitions, first)),
    leaderOf: (partition) => links.of(partition)?.nodeId,
    partitions,
    async createTopic(wanted) {
      const created = await administer('create topic', (admin) => createTopic(admin, topic, wanted));
      // A new leader by the metadata may not know it yet; one that tells its offsets does.
      if (created) await untilItResolves(() => endOffsets(Array.from({ length: wanted.partitions }, (_, p) => p)));
      return created;
    },
    async alterTopic(settings) {
      await links.ask('alter topic', async ({ cluster }) =>
        alterTopic(await cluster.findControllerBroker(), topic, settings),
      );
      const look = (admin: Admin) => requireSettings(admin, topic, settings);
      await untilItResolves(() => administer('look at topic', look));
    },
    checkTopic: () => administer('check topic', (admin) => checkTopic(admin, config)),
    async readRecord(partition, offset) {
      const end = (await endOffsets([partition])).get(partition) ?? 0;
      if (offset >= end) return undefined;
      const { answers, failures } = await askLeaders(links, 'read record', [partition], (broker) =>
        readRecord(broker, topic, partition, offset),
      );
      const failure = failures.get(partition);
      if (failure !== undefined && failure.kind !== 'out-of-range') throw failure;
      return answers.get(partition);
    },
    append: (partition, records) => appender.append(partition, records),
    async stop() {
      links.stop();
      await appender.stop();
    },
  };
}

/** What all leaders have answered; throws if one has not. */
function allOf<T>({ answers, failures }: Answers<T>): ReadonlyMap<number, T> {
  for (const failure of failures.values()) throw failure;
  return answers;
}

/** What leaders have answered; throws if none has. */
const anyOf = <T>(asked: Answers<T>): ReadonlyMap<number, T> => (asked.answers.size > 0 ? asked.answers : allOf(asked));

async function listOffsets(
  broker: Broker,
  topic: string,
  partitions: readonly number[],
  timestamp: string,
): Promise<ReadonlyMap<number, Next>> {
  const asked = partitions.map((partition) => ({ partition, timestamp }));
  const request = { isolationLevel: readUncommitted, topics: [{ topic, partitions: asked }] };
  const { responses } = await (broker as Broker & ListsOffsets).listOffsets(request);
  return new Map(
    responses.flatMap(({ partitions }) =>
      partitions.map(({ partition, offset }) => [partition, toOffset(offset) as Next] as const),
    ),
  );
}

async function readRecord(
  broker: Broker,
  topic: string,
  partition: number,
  offset: number,
): Promise<ReadonlyMap<number, LogRecord>> {
  const from = new Map([[partition, offset as Next]]);
  // A single byte stands for a single batch: that one comes whole.
  const { batches, failures } = await fetchBatches(broker, { topic, from, maxWaitMs, maxBytes: 1 });
  for (const failure of failures.values()) throw failure;
  const record = batches[0]?.records.find((record) => record.offset === offset);
  return new Map(record === undefined ? [] : [[partition, record]]);
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
