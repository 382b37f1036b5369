import './steady-consumer-group.ts';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { toOffset } from './fetch-batches.ts';
import type { LogConfig, LogLogger } from './log-config.ts';
import { LogError } from './log-error.ts';
import type { LogBatch } from './log-record.ts';
import { mapError } from './map-error.ts';
import { openKafka } from './open-kafka.ts';
import { within } from './within.ts';

export type GroupHandlers = {
  /**
   * Told at every assignment, while nothing is fetched; answers with the offset to read next of each partition. Without
   * partitions when the group has more members than the topic has partitions. A rejection ends the consumer.
   */
  positions(partitions: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /**
   * Batches of several partitions run side by side, those of one partition one after the other. Resolves when the batch
   * is applied; resolving with a number means that it is not, and that the partition is to be read from that offset
   * instead. A rejection makes the batch come again. `isStale`: what comes of the batch is not wanted any more.
   */
  onBatch(batch: LogBatch, isStale: () => boolean): Promise<number | undefined>;
  /**
   * The consumer has ended for good, and must be made anew: with `out-of-range` or `fatal` only after a person has
   * looked.
   */
  onCrash(error: LogError): void;
};

export type GroupConsumer = {
  /**
   * Joins the group and keeps consuming, through rebalances and outages. Resolves when joined for the first time,
   * however long that takes; rejects with a LogError, the same that `onCrash` is given, when it ends before that.
   */
  run(handlers: GroupHandlers): Promise<void>;
  /** Goes on from there with a partition that is held; what is under way of it is still handed over. */
  seek(partition: number, next: number): void;
  /** Leaves the group; resolves after three seconds at the latest, whatever hangs. */
  stop(): Promise<void>;
};

export type GroupConsumerOptions = {
  readonly logger: LogLogger;
  readonly groupId: string;
  /** How long a member may be silent before its partitions go to others. Default 10 s; brokers want at least 6 s. */
  readonly sessionTimeoutMs?: number;
};

const heartbeatMs = 1_000;
/** Also how late an idle consumer takes up a seek, or new positions. */
const maxWaitMs = 200;
const stopMs = 3_000;
/**
 * For as long as an outage takes: a consumer made anew would be a stranger to the group, see steady-consumer-group.ts.
 */
const retries = Number.MAX_SAFE_INTEGER;
const mebibyte = 1024 * 1024;

/**
 * Shares the partitions of the topic among the members of a group. Only the sharing comes from Kafka: positions are the
 * owner's, read anew at every assignment, and nothing is ever committed to the group.
 *
 *   joining   by kafkajs → assigned
 *   assigned  kafkajs forgets positions at each rebalance and starts fetching right after telling of it, so the
 *             partitions are paused in that very tick, and go on once the positions are known → reading
 *   reading   through outages, with the same membership → joining, at a rebalance
 *   ended     by stop, or by what trying again does not mend
 *
 * Where even so a batch arrives from elsewhere, the owner's checkpoint refuses it.
 */
export function createGroupConsumer(config: LogConfig, options: GroupConsumerOptions): GroupConsumer {
  const { topic, logger, groupId } = { ...config, ...options };
  const client = openKafka(config, { logger, retries });
  const consumer = newConsumer(client.kafka, options);
  let starting: Promise<void> = Promise.resolve();
  let reached = false;
  let assignments = 0;
  let ended = false;
  let crashed: LogError | undefined;

  const seek = (partition: number, next: number): void => consumer.seek({ topic, partition, offset: String(next) });

  function crash(error: unknown, handlers: GroupHandlers): void {
    if (ended) return;
    crashed = mapError(error, `group ${groupId}`);
    logger.error({ err: crashed, groupId }, 'group: the consumer has ended');
    void end();
    handlers.onCrash(crashed);
  }

  async function assign(partitions: readonly number[], handlers: GroupHandlers): Promise<void> {
    const assignment = ++assignments;
    const isCurrent = (): boolean => !ended && assignment === assignments;
    consumer.pause([{ topic, partitions: [...partitions] }]);
    logger.info({ groupId, partitions }, 'group: partitions assigned');
    try {
      const positions = await handlers.positions(partitions);
      if (!isCurrent()) return;
      for (const [partition, next] of positions) {
        seek(partition, next);
        consumer.resume([{ topic, partitions: [partition] }]);
      }
    } catch (error) {
      if (isCurrent()) crash(error, handlers);
    }
  }

  async function apply(
    { batch, heartbeat, isRunning, isStale }: EachBatchPayload,
    handlers: GroupHandlers,
  ): Promise<void> {
    if (ended) return;
    // kafkajs sends heartbeats between batches only. That one fails is noticed after this batch, by the next.
    const beating = setInterval(() => void heartbeat().catch(() => {}), heartbeatMs);
    try {
      const elsewhere = await handlers.onBatch(toLogBatch(batch), () => ended || isStale() || !isRunning());
      if (elsewhere !== undefined && !ended) seek(batch.partition, elsewhere);
    } finally {
      clearInterval(beating);
    }
  }

  async function start(handlers: GroupHandlers): Promise<void> {
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      void assign(payload.memberAssignment[topic] ?? [], handlers);
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => crash(payload.error, handlers));
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    reached = true;
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 64,
      eachBatch: (payload) => apply(payload, handlers),
    });
  }

  async function end(): Promise<void> {
    ended = true;
    if (!reached) client.close();
    // Only what has started can be stopped: kafkajs would go on to consume.
    const left = starting.catch(() => {}).then(() => consumer.disconnect());
    await within(stopMs, left, 'stop').catch(() => {});
    client.close();
  }

  return {
    async run(handlers) {
      starting = start(handlers);
      await starting.catch((error) => crash(error, handlers));
      if (ended) throw crashed ?? new LogError('unavailable', 'the consumer is stopped');
    },
    seek: (partition, next) => void (reached && !ended && seek(partition, next)),
    stop: end,
  };
}

function newConsumer(kafka: Kafka, { groupId, sessionTimeoutMs = 10_000 }: GroupConsumerOptions): Consumer {
  return kafka.consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: sessionTimeoutMs,
    heartbeatInterval: heartbeatMs,
    maxWaitTimeInMs: maxWaitMs,
    // The next fetch waits until the last one is applied, so small ones leave the database idle in between: the projector
    // caught up at 15,400 events/s with 8 MiB and at 17,500 to 19,100 with 24.
    maxBytesPerPartition: 2 * mebibyte,
    maxBytes: 24 * mebibyte,
    allowAutoTopicCreation: false,
    readUncommitted: true,
    retry: { retries, initialRetryTime: 100, maxRetryTime: 500, restartOnFailure: async () => false },
  });
}

/** `fetchedOffset` is what was asked for, which the types of kafkajs leave out. */
function toLogBatch(batch: EachBatchPayload['batch'] & { readonly fetchedOffset?: string }): LogBatch {
  const { partition } = batch;
  const records = batch.messages.map(({ offset, key, value, timestamp }) => ({
    ...{ partition, offset: toOffset(offset), key: key ?? null, value: value ?? null },
    timestamp: Number(timestamp),
  }));
  const from = toOffset(batch.fetchedOffset ?? batch.firstOffset() ?? batch.lastOffset());
  return { partition, from, next: toOffset(batch.lastOffset()) + 1, end: toOffset(batch.highWatermark), records };
}
