import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';

const recover = ConsumerGroup.prototype.recoverFromFetch;

/**
 * What kafkajs 2.2.4 does after a failed fetch, but in two cases:
 * - an offset out of range ends the consumer: kafkajs would jump to the beginning or the end of the log, and tell nobody;
 * - a closed connection is made again, after a pause: kafkajs would forget the broker and, if it was the last, end the
 *   consumer. A new one is a stranger to the group, and gets no partitions until the old one's session is over.
 */
ConsumerGroup.prototype.recoverFromFetch = async function recoverSteadily(error): Promise<void> {
  if (error.name === 'KafkaJSOffsetOutOfRange' || error.name === 'KafkaJSConnectionClosedError') throw error;
  await recover.call(this, error);
};
