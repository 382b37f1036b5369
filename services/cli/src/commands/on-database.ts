import { createPool, loadConfig, PostgresSettings } from '@notes/service';
import type { Pool } from 'pg';
import { Type } from 'typebox';
import { commandLogger, failClearly } from '../terminal.ts';

const { DATABASE_URL } = PostgresSettings;
const DatabaseConfig = Type.Object({ DATABASE_URL });

/** The address of the database. Throws a ConfigError that names what to set. */
export const databaseUrl = (env: NodeJS.ProcessEnv): string => loadConfig(DatabaseConfig, env).DATABASE_URL;

/** Runs commands on a connection to the database that is closed afterwards. `name`: of the group of commands. */
export const onDatabase =
  (name: string, env: NodeJS.ProcessEnv) =>
  (act: (pool: Pool) => Promise<void>): Promise<void> =>
    failClearly(async () => {
      const logger = commandLogger(name, env);
      const pool = createPool({ DATABASE_URL: databaseUrl(env) }, { logger, name: `notes-${name}`, max: 1 });
      await act(pool).finally(() => pool.end());
    });
