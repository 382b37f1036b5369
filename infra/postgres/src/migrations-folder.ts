import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The same folder from src and from dist: both lie one below the package. */
export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

/** Where the names of the migrations applied are kept. */
export const migrationsTable = 'pgmigrations';

/** The names of all migrations, in the order in which they are applied. */
export const migrationNames = (): string[] =>
  readdirSync(migrationsFolder)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
