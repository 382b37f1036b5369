import {
  AuthSettings,
  HttpSettings,
  LoggingSettings,
  LogSettings,
  loadConfig,
  MemorySettings,
  maskConfig,
  PostgresSettings,
  RedisSettings,
} from '@notes/service';
import { Type } from 'typebox';

const Everything = Type.Object({
  ...LogSettings,
  ...PostgresSettings,
  ...RedisSettings,
  ...HttpSettings,
  ...AuthSettings,
  ...MemorySettings,
  ...LoggingSettings,
});

/** Prints every variable that any process reads, as it is set or by default, as `NAME=value` lines. Rejects like a start would. */
export function printConfig(env: NodeJS.ProcessEnv): void {
  const masked = maskConfig(loadConfig(Everything, env));
  for (const [name, value] of Object.entries(masked)) console.log(`${name}=${value}`);
}
