import { loadConfig, PostgresSettings } from '@notes/service';
import { Type } from 'typebox';

const { DATABASE_URL } = PostgresSettings;
const DatabaseConfig = Type.Object({ DATABASE_URL });

/** The address of the database. Throws a ConfigError that says what to set. */
export const databaseUrl = (env: NodeJS.ProcessEnv): string => loadConfig(DatabaseConfig, env).DATABASE_URL;
