import { produceOnce } from '../append/produce-once.ts';
import type { Link } from '../cluster/link.ts';
import { Router } from '../cluster/router.ts';
import { readTopology } from '../cluster/topology.ts';
import type { LogConfig, LogLogger } from '../log-config.ts';
import { LogError } from '../log-error.ts';
import type { LogRecord } from '../log-record.ts';
import { createTopicOn, topicConfigs } from './create-topic.ts';
import { earliest, latest, listOffsets } from './list-offsets.ts';
import { readRecordAt } from './read-record.ts';
import { retrying } from './retrying.ts';
import { findFaults, type TopicFault } from './topic-settings.ts';

/**
 * Questions about the log, and its set-up, on a connection that no append or long poll can hold up. What reads is repeated
 * for up to `timeoutMs` while Kafka is away, then rejects with LogError `unavailable`; other kinds come at once.
 */
export type LogAdmin = {
  /** Resolves when a broker answers. */
  connect(): Promise<void>;
  /**
   * The high watermarks: the offset after the last acknowledged record of each partition. Every call asks anew, with
   * requests sent after the call: everything acknowledged before it lies below the answer.
   */
  endOffsets(partitions: readonly number[]): Promise<Map<number, number>>;
  startOffsets(partitions: readonly number[]): Promise<Map<number, number>>;
  /** How many partitions the topic has; undefined when there is no such topic. */
  partitions(): Promise<number | undefined>;
  /**
   * Creates the topic with the settings of the log, and resolves when all its partitions can be written: true, or false
   * when it exists already, whatever its settings. Without `replication` the broker's default is taken.
   */
  createTopic(topic: { readonly partitions: number; readonly replication?: number }): Promise<boolean>;
  /** The settings of the topic that would lose or refuse events; empty when all is well. */
  checkTopic(): Promise<readonly TopicFault[]>;
  /** The record at this offset, or undefined when the log has none there (yet, or any more). */
  readRecord(partition: number, offset: number): Promise<LogRecord | undefined>;
  /** Appends one record, tried once. Rejects with LogError as an appender does. */
  append(partition: number, key: string | null, value: Buffer): Promise<void>;
  /** Disconnects; what is in flight rejects. */
  stop(): Promise<void>;
};

export type LogAdminOptions = { readonly logger: LogLogger; readonly timeoutMs?: number };

const requestTimeoutMs = 5_000;

export function createLogAdmin(config: LogConfig, options: LogAdminOptions): LogAdmin {
  const { topic } = config;
  const withinMs = options.timeoutMs ?? 5_000;
  const router = new Router(config, { logger: options.logger, requestTimeoutMs });
  let stopped = false;

  function repeated<Result>(attempt: () => Promise<Result>): Promise<Result> {
    return retrying(withinMs, () => {
      if (stopped) throw new LogError('fatal', 'the admin is stopped');
      return attempt();
    });
  }

  /** Runs a request against the leaders as they are known; what refuses it may know better, so they are asked anew. */
  async function withLeaders<Result>(partitions: readonly number[], run: () => Promise<Result>): Promise<Result> {
    if (partitions.some((partition) => router.linkOf(partition) === undefined)) await router.refresh();
    try {
      return await run();
    } catch (error) {
      await router.refresh().catch(() => {});
      throw error;
    }
  }

  function linkOf(partition: number): Link {
    const link = router.linkOf(partition);
    if (link === undefined) throw new LogError('unavailable', `the leader of partition ${partition} is not connected`);
    return link;
  }

  const offsets = (partitions: readonly number[], timestamp: typeof latest | typeof earliest) =>
    repeated(() => withLeaders(partitions, () => listOffsets(router, topic, partitions, timestamp)));

  async function append(partition: number, key: string | null, value: Buffer): Promise<void> {
    if (router.linkOf(partition) === undefined) await router.refresh();
    const failureOf = await produceOnce(linkOf(partition), topic, new Map([[partition, [{ key, value }]]]));
    const failure = failureOf(partition);
    if (failure !== undefined) throw failure;
  }

  return {
    connect: () => repeated(async () => void (await router.anyLink())),
    endOffsets: (partitions) => offsets(partitions, latest),
    startOffsets: (partitions) => offsets(partitions, earliest),
    partitions: () => repeated(async () => (await readTopology(await router.anyLink(), topic)).partitions),
    createTopic: async ({ partitions, replication }) => {
      const created = await repeated(() => createTopicOn(router, topic, partitions, replication));
      // A leader by the metadata may not know it yet; one that tells its offsets does.
      const all = Array.from({ length: partitions }, (_, partition) => partition);
      if (created) await offsets(all, latest);
      return created;
    },
    checkTopic: () =>
      repeated(async () => {
        const { replication } = await router.refresh();
        return findFaults(config, await topicConfigs(await router.anyLink(), topic), replication);
      }),
    readRecord: (partition, offset) =>
      repeated(() => withLeaders([partition], () => readRecordAt(linkOf(partition), topic, partition, offset))),
    append,
    stop: async () => {
      stopped = true;
      router.close();
    },
  };
}
