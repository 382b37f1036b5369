/**
 * Why brokers refuse appends for a reason that trying again does not mend: the part of the system that it is about, and for
 * people, what is wrong and what to do.
 */
export type Refusal = {
  readonly part: 'clock' | 'replicas' | 'rights' | 'records' | 'size' | 'disk';
  readonly text: string;
};

const rights: Refusal = {
  part: 'rights',
  text: 'this user may not write to the topic: allow WRITE and DESCRIBE on it',
};
const records: Refusal = {
  part: 'records',
  text: 'the brokers refuse the records as such: see the settings of the topic and the policies of the brokers',
};
const replicas: Refusal = {
  part: 'replicas',
  text: 'too few replicas of a partition are in sync (min.insync.replicas): bring the other brokers back',
};

const size: Refusal = {
  part: 'size',
  text: "the records are larger than the topic takes: raise its max.message.bytes to Kafka's default, 1048588",
};

/** By Kafka's names for its answers. */
const refusals: Readonly<Record<string, Refusal>> = {
  INVALID_TIMESTAMP: {
    part: 'clock',
    text:
      "the brokers refuse this machine's time: its clock and theirs are too far apart. " +
      'Set the clock, or let them stamp the records (message.timestamp.type=LogAppendTime)',
  },
  NOT_ENOUGH_REPLICAS: replicas,
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: replicas,
  TOPIC_AUTHORIZATION_FAILED: rights,
  CLUSTER_AUTHORIZATION_FAILED: rights,
  INVALID_RECORD: records,
  POLICY_VIOLATION: records,
  CORRUPT_MESSAGE: records,
  INVALID_TOPIC_EXCEPTION: records,
  UNSUPPORTED_FOR_MESSAGE_FORMAT: records,
  UNSUPPORTED_COMPRESSION_TYPE: records,
  MESSAGE_TOO_LARGE: size,
  RECORD_LIST_TOO_LARGE: size,
  KAFKA_STORAGE_ERROR: { part: 'disk', text: 'the disk of a broker fails: see its log' },
};

/** The refusal that an answer of a broker stands for; undefined if it is about the moment only. */
export const refusalOf = (type: string): Refusal | undefined => refusals[type];
