import { setTimeout as wait } from 'node:timers/promises';
import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';

const heartbeat = ConsumerGroup.prototype.heartbeat;
const join = ConsumerGroup.prototype.joinAndSync;
const recover = ConsumerGroup.prototype.recoverFromFetch;
const joinAgainMs = 100;

/**
 * Joins as kafkajs 2.2.4 does, but while the coordinator is still loading the group, as after its start or when the group is
 * its first, it is asked again: kafkajs would end the consumer. A stop breaks the connection, and so this loop.
 */
ConsumerGroup.prototype.joinAndSync = async function joinPatiently(): Promise<void> {
  for (;;) {
    try {
      return await join.call(this);
    } catch (error) {
      if (!(error instanceof Error) || !('type' in error) || error.type !== 'GROUP_LOAD_IN_PROGRESS') throw error;
      await wait(joinAgainMs);
    }
  }
};

/**
 * What kafkajs 2.2.4 does after a failure, but a closed connection is made again, after a pause: kafkajs would forget the broker
 * and, if it was the last, end the consumer. A new one is a stranger to the group, and gets no partitions until the old
 * one's session is over.
 */
ConsumerGroup.prototype.recoverFromFetch = async function recoverSteadily(error): Promise<void> {
  if (error.name === 'KafkaJSConnectionClosedError') throw error;
  await recover.call(this, error);
};

/** When a group's coordinator heard of a member last, on the clock of `performance.now`. */
const beatAt = new WeakMap<ConsumerGroup, number>();

/**
 * kafkajs 2.2.4 measures with the wall clock when the next heartbeat is due: after a step back there would be none for as long as the step, and the
 * group would go on without this member. So kafkajs is told that one is due, or is not asked.
 */
ConsumerGroup.prototype.heartbeat = async function beatSteadily({ interval }): Promise<void> {
  if (performance.now() < (beatAt.get(this) ?? Number.NEGATIVE_INFINITY) + interval) return;
  await heartbeat.call(this, { interval: Number.NEGATIVE_INFINITY });
  beatAt.set(this, performance.now());
};
