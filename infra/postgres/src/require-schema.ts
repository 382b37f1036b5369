import type { ClientBase, Pool } from 'pg';
import { migrationNames } from './migrations-folder.ts';
import { readMigrations } from './read-migrations.ts';

/** The newest migration. Software and schema are released together: this is the one that the software is written for. */
export const schemaVersion = migrationNames().at(-1) ?? '';

/**
 * Resolves if the database has the schema that this software is written for, or a newer one (a roll-out migrates first).
 * Otherwise throws an Error that says what to run. Takes a pg pool or client; an error of the connection goes through.
 */
export async function requireSchema(db: Pool | ClientBase): Promise<void> {
  const migrations = await readMigrations(db);
  if (migrations.some(({ name, appliedAt }) => name === schemaVersion && appliedAt !== undefined)) return;
  throw new Error(`the database lacks migration ${schemaVersion}: run \`notes setup\`, which applies it`);
}
