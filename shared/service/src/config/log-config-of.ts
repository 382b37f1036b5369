import { commaList } from './comma-list.ts';

type LogVariables = {
  readonly KAFKA_BROKERS: string;
  readonly KAFKA_SSL: boolean;
  readonly KAFKA_SASL_MECHANISM?: 'plain' | 'scram-sha-256' | 'scram-sha-512' | undefined;
  readonly KAFKA_SASL_USERNAME?: string | undefined;
  readonly KAFKA_SASL_PASSWORD?: string | undefined;
  readonly NOTES_TOPIC: string;
};

/** Where the log is, as the log's package takes it. `clientId` is the name that the brokers see. */
export function logConfigOf(config: LogVariables, clientId: string) {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = config;
  const hasLogin = mechanism !== undefined && username !== undefined && password !== undefined;
  return {
    brokers: commaList(config.KAFKA_BROKERS),
    topic: config.NOTES_TOPIC,
    clientId,
    ssl: config.KAFKA_SSL,
    ...(hasLogin ? { sasl: { mechanism, username, password } } : {}),
  };
}
