import kafkajs, { type Kafka } from 'kafkajs';
import type { LogConfig } from '../log-config.ts';

/** A client as others would use it on the same topic. */
export function otherClient({ brokers }: Pick<LogConfig, 'brokers'>): Kafka {
  return new kafkajs.Kafka({ brokers: [...brokers], clientId: 'other', logLevel: kafkajs.logLevel.NOTHING });
}
