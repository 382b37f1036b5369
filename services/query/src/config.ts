import {
  AuthSettings,
  httpSettings,
  LoggingSettings,
  LogSettings,
  PostgresSettings,
  RedisSettings,
} from '@notes/service';
import { type Static, Type } from 'typebox';

/** The environment of the query service. Kafka is asked for the ends of the log only, for `/v1/status`; Redis holds the rate limits. */
export const QueryConfig = Type.Object({
  ...httpSettings(8082),
  ...PostgresSettings,
  ...LogSettings,
  ...RedisSettings,
  ...AuthSettings,
  ...LoggingSettings,
});
export type QueryConfig = Static<typeof QueryConfig>;
