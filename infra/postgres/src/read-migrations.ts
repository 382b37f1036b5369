import type { ClientBase, Pool } from 'pg';
import { migrationFiles, migrationsTable } from './migration-files.ts';

/**
 * A migration, and when it was applied (undefined: it is pending). `known` is false for one that the database has but this
 * software has not: newer software applied it.
 */
export type MigrationState = {
  readonly name: string;
  readonly appliedAt: Date | undefined;
  readonly known: boolean;
};

/** All migrations, in the order in which they are applied. Throws what Postgres answers, or what connecting to it does. */
export async function readMigrations(db: Pool | ClientBase): Promise<MigrationState[]> {
  const applied = await readApplied(db);
  const here = migrationFiles();
  const names = [...new Set([...here.keys(), ...applied.keys()])].sort();
  return names.map((name) => ({ name, appliedAt: applied.get(name), known: here.has(name) }));
}

/** Asks first whether there is the table: within a transaction, nothing comes after a statement that fails. */
async function readApplied(db: Pool | ClientBase): Promise<Map<string, Date>> {
  const { rows: found } = await db.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
    migrationsTable,
  ]);
  if (found[0]?.there !== true) return new Map();
  const { rows } = await db.query<{ name: string; ms: string }>(
    `select name, floor(extract(epoch from run_on::timestamptz) * 1000)::text as ms from ${migrationsTable}`,
  );
  return new Map(rows.map(({ name, ms }) => [name, new Date(Number(ms))]));
}
