import {
  httpSettings,
  LoggingSettings,
  LogSettings,
  loadConfig,
  PostgresSettings,
  RedisSettings,
} from '@notes/service';
import { type Static, Type } from 'typebox';

const { HOST, PORT } = httpSettings(8083);

/** What the projector is configured by. */
export const ProjectorConfig = Type.Object({
  ...LogSettings,
  ...PostgresSettings,
  ...RedisSettings,
  ...LoggingSettings,
  HOST,
  PORT,
});
export type ProjectorConfig = Static<typeof ProjectorConfig>;

/** Reads it from the environment. Throws a ConfigError that lists every mistake. */
export const projectorConfig = (env: NodeJS.ProcessEnv): ProjectorConfig => loadConfig(ProjectorConfig, env);
