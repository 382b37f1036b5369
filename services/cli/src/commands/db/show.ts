import { readFileSync } from 'node:fs';
import { type MigrationState, migrationFiles, readMigrations } from '@notes/postgres';
import type { Pool } from 'pg';
import { formatTable } from '../../table.ts';
import { findMigration } from './migrations.ts';

type Options = { readonly json?: true };

/** Prints every migration with the time it was applied at, as a table or as JSON. */
export async function status(pool: Pool, { json }: Options): Promise<void> {
  const migrations = await readMigrations(pool);
  if (json) console.log(JSON.stringify({ database: await nameOf(pool), migrations: migrations.map(toJson) }, null, 2));
  else
    console.log(
      formatTable(
        ['migration', 'state', 'applied at'],
        migrations.map((each) => [each.name, stateOf(each), each.appliedAt?.toISOString()]),
      ),
    );
}

/** Prints the newest migration that is applied, and what is pending; or one migration, with its file and its statements. */
export async function showMigration(pool: Pool, wanted: string | undefined, { json }: Options): Promise<void> {
  const migrations = await readMigrations(pool);
  if (wanted !== undefined) {
    const migration = findMigration(migrations, wanted);
    const file = migrationFiles().get(migration.name) ?? null;
    const sql = file === null ? null : readFileSync(file, 'utf8');
    if (json) console.log(JSON.stringify({ ...toJson(migration), file, sql }, null, 2));
    else console.log(`${factsOf(migration)}\nfile        ${file ?? 'not of this software'}\n\n${sql ?? ''}`.trimEnd());
    return;
  }
  const newest = migrations.findLast(({ appliedAt }) => appliedAt !== undefined);
  const pending = migrations.filter((each) => stateOf(each) === 'pending').map(({ name }) => name);
  const database = await nameOf(pool);
  if (json)
    console.log(JSON.stringify({ database, newest: newest === undefined ? null : toJson(newest), pending }, null, 2));
  else {
    console.log(`database    ${database}\n${newest === undefined ? 'migration   none' : factsOf(newest)}`);
    console.log(`pending     ${pending.length === 0 ? 'none' : pending.join(', ')}`);
  }
}

const nameOf = async (pool: Pool): Promise<string> => {
  const { rows } = await pool.query<{ name: string }>('select current_database() as name');
  return rows[0]?.name ?? '';
};

const factsOf = (migration: MigrationState): string =>
  `migration   ${migration.name}\nstate       ${stateOf(migration)}\napplied at  ${migration.appliedAt?.toISOString() ?? 'never'}`;

const toJson = (migration: MigrationState) => ({
  name: migration.name,
  state: stateOf(migration),
  applied_at: migration.appliedAt?.toISOString() ?? null,
});

/** `newer`: this software does not know it. */
function stateOf({ appliedAt, known }: MigrationState): 'applied' | 'pending' | 'newer' {
  if (!known) return 'newer';
  return appliedAt === undefined ? 'pending' : 'applied';
}
