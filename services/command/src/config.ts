import {
  AuthSettings,
  httpSettings,
  LoggingSettings,
  LogSettings,
  MemorySettings,
  PostgresSettings,
  RedisSettings,
} from '@notes/service';
import { type Static, Type } from 'typebox';

/** Everything that the command service reads from its environment. */
export const CommandConfig = Type.Object({
  ...LogSettings,
  ...PostgresSettings,
  ...RedisSettings,
  ...httpSettings(8081),
  ...AuthSettings,
  ...LoggingSettings,
  ...MemorySettings,
});
export type CommandConfig = Static<typeof CommandConfig>;
