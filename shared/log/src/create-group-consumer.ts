import './steady-consumer-group.ts';
import type { Next } from '@notes/kernel/position';
import type { Consumer, Kafka } from 'kafkajs';
import { createTail } from './create-tail.ts';
import type { LogConfig, LogLogger } from './log-config.ts';
import { LogError } from './log-error.ts';
import type { LogBatch } from './log-record.ts';
import { mapError } from './map-error.ts';
import { openKafka } from './open-kafka.ts';
import { type AssignedReader, readAssigned } from './read-assigned.ts';
import { answerWithin } from './within.ts';

export type GroupHandlers = {
  /**
   * Told at every assignment, while nothing is fetched; answers with the offset to read next of each partition. Without
   * partitions when the group has more members than the topic has partitions. A rejection ends the consumer.
   */
  onAssigned(partitions: readonly number[]): Promise<ReadonlyMap<number, Next>>;
  /**
   * Batches of several partitions run side by side, those of one partition one after the other. Resolves when the batch
   * is applied; resolving with a number means that it is not, and that the partition is to be read from that offset
   * instead. A rejection makes the batch come again. `isStale`: what comes of the batch is not wanted any more.
   */
  onBatch(batch: LogBatch, isStale: () => boolean): Promise<Next | undefined>;
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
  seek(partition: number, next: Next): void;
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
/** How often the membership is looked after. */
const membershipMs = 200;
const stopMs = 3_000;
/**
 * For as long as an outage takes: a consumer made anew would be a stranger to the group, see steady-consumer-group.ts.
 */
const retries = Number.MAX_SAFE_INTEGER;

/**
 * Shares the partitions of the topic among the members of a group. Only the sharing comes from Kafka: positions are the
 * owner's, read anew at every assignment, and nothing is ever committed to the group.
 *
 *   joining   by kafkajs, at the start and at each rebalance; what was assigned before is still read → assigned
 *   assigned  once the handlers of the last assignment have ended, the owner is asked for the positions → reading
 *   reading   by ourselves, through outages: kafkajs forgets positions at each rebalance, jumps when they are out of range,
 *             and fetches nothing while a handler works. For it all partitions are paused, and it keeps the membership
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
  let reader: AssignedReader | undefined;
  let ended = false;
  let crashed: LogError | undefined;

  function crash(error: unknown, handlers: GroupHandlers): void {
    if (ended) return;
    crashed = mapError(error, `group ${groupId}`);
    // Whoever owns it is told, and says what comes of it.
    logger.debug({ err: crashed, groupId }, 'group: the consumer has ended');
    void end();
    handlers.onCrash(crashed);
  }

  async function assign(partitions: readonly number[], handlers: GroupHandlers): Promise<void> {
    const assignment = ++assignments;
    const isCurrent = (): boolean => !ended && assignment === assignments;
    // In the very tick of the event: kafkajs would begin to fetch.
    consumer.pause([{ topic }]);
    logger.info({ groupId, partitions }, 'group: partitions assigned');
    try {
      await reader?.stop();
      if (!isCurrent()) return;
      const starts = await handlers.onAssigned(partitions);
      if (!isCurrent()) return;
      const onFatal = (error: LogError): void => crash(error, handlers);
      const tail = createTail(config, { logger, name: 'group', gathers: true });
      reader = readAssigned(tail, { logger, starts, onBatch: handlers.onBatch, onFatal });
    } catch (error) {
      if (isCurrent()) crash(error, handlers);
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
      eachBatch: async ({ batch }) =>
        crash(new LogError('fatal', `partition ${batch.partition} is not paused`), handlers),
    });
  }

  async function end(): Promise<void> {
    ended = true;
    if (!reached) client.close();
    await answerWithin(stopMs, leave(), 'stop').catch(() => {});
    client.close();
  }

  /** Once the handlers have ended, so that whoever comes next finds what they have done. */
  async function leave(): Promise<void> {
    await reader?.stop();
    // Only what has started can be stopped: kafkajs would go on to consume.
    await starting.catch(() => {});
    await consumer.disconnect();
  }

  return {
    async run(handlers) {
      starting = start(handlers);
      await starting.catch((error) => crash(error, handlers));
      if (ended) throw crashed ?? new LogError('unavailable', 'the consumer is stopped');
    },
    seek: (partition, next) => reader?.seek(partition, next),
    stop: end,
  };
}

function newConsumer(kafka: Kafka, { groupId, sessionTimeoutMs = 10_000 }: GroupConsumerOptions): Consumer {
  return kafka.consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: sessionTimeoutMs,
    heartbeatInterval: heartbeatMs,
    maxWaitTimeInMs: membershipMs,
    allowAutoTopicCreation: false,
    readUncommitted: true,
    retry: { retries, initialRetryTime: 100, maxRetryTime: 500, restartOnFailure: async () => false },
  });
}
