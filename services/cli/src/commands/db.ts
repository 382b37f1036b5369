import {
  checkSchema,
  createDatabase,
  databaseName,
  dropDatabase,
  type MigrationState,
  migrate,
  readMigrations,
  rollback,
  rollbackLoss,
  withClient,
} from '@notes/postgres';
import { createLogger, createPool, loadConfig, PostgresSettings } from '@notes/service';
import type { Command } from 'commander';
import type { Pool } from 'pg';
import { Type } from 'typebox';
import { type Agreement, confirm, failClearly, formatTable } from '../terminal.ts';

/** `notes db …`: everything about the database itself, named by DATABASE_URL. */
export function addDbCommands(program: Command, env: NodeJS.ProcessEnv): void {
  const db = program.command('db').description('The database: create, migrate, check, drop.');
  const add = (name: string, description: string, act: (url: string) => Promise<void>): Command =>
    db
      .command(name)
      .description(description)
      .action(() => failClearly(async () => act(databaseUrl(env))));

  add('create', 'Create the database itself. Idempotent.', create);
  add('migrate', 'Apply the pending migrations.', migrateUp);
  const destroy = (name: string, description: string, act: typeof drop): Command =>
    db
      .command(name)
      .description(`${description} Lists what will be lost and asks for confirmation.`)
      .option('--yes', 'skip the confirmation')
      .action((options: Agreement) => failClearly(async () => act(databaseUrl(env), options, env)));
  destroy('rollback', 'Roll back the newest migration, with the data that only it holds.', rollbackLast);
  add('check', 'Compare the schema with the one the migrations produce; exit code 1 if they differ.', check);
  db.command('status')
    .description('List all migrations and when each was applied.')
    .option('--json', 'print JSON')
    .action((options: { json?: true }) => failClearly(async () => status(databaseUrl(env), options)));
  destroy('drop', 'Drop the database with everything in it. It can be rebuilt from the log.', drop);
}

/** Creates the database and prints so, or that it exists already. Rejects if the user may not, or the server is unavailable. */
async function create(databaseUrl: string): Promise<void> {
  const created = await createDatabase(databaseUrl);
  console.log(`database ${databaseName(databaseUrl)}: ${created ? 'created' : 'already exists'}`);
}

/** Prints which migrations are pending, applies them, and prints which ones it applied: another process may do so meanwhile. */
async function migrateUp(databaseUrl: string): Promise<void> {
  const migrations = await withClient(databaseUrl, readMigrations);
  const pending = migrations.filter(({ appliedAt }) => appliedAt === undefined).map(({ name }) => name);
  if (pending.length > 0) console.error(`pending: ${pending.join(', ')}`);
  const applied = await migrate(databaseUrl);
  console.log(applied.length === 0 ? 'up to date' : `applied: ${applied.join(', ')}`);
}

/** Prints that the schema is what the migrations give; rejects if it is not, once the difference is printed. */
async function check(databaseUrl: string): Promise<void> {
  const name = databaseName(databaseUrl);
  const difference = await withClient(databaseUrl, checkSchema);
  if (difference.length === 0) {
    console.log(`database ${name}: its schema matches the migrations`);
    return;
  }
  console.log(difference.join('\n'));
  throw new Error(
    `The schema of the database ${name} differs from the one the migrations produce (- missing, + unexpected). \`notes db status\` shows which migrations are applied.`,
  );
}

/** Prints every migration with the time it was applied at, as a table or as JSON. */
async function status(databaseUrl: string, { json }: { readonly json?: true }): Promise<void> {
  const migrations = await withClient(databaseUrl, readMigrations);
  if (json) {
    const database = databaseName(databaseUrl);
    const list = migrations.map((migration) => ({
      name: migration.name,
      state: stateOf(migration),
      applied_at: migration.appliedAt?.toISOString() ?? null,
    }));
    console.log(JSON.stringify({ database, migrations: list }, null, 2));
    return;
  }
  const rows = migrations.map((migration) => [
    migration.name,
    stateOf(migration),
    migration.appliedAt?.toISOString() ?? '',
  ]);
  console.log(formatTable(['migration', 'state', 'applied at'], rows));
}

/** `newer`: this software does not know it. */
function stateOf({ appliedAt, known }: MigrationState): 'applied' | 'pending' | 'newer' {
  if (!known) return 'newer';
  return appliedAt === undefined ? 'pending' : 'applied';
}

/** Rolls back the newest migration, once that is confirmed, and prints which one that was. Rejects if it is not confirmed. */
async function rollbackLast(databaseUrl: string, agreement: Agreement, env: NodeJS.ProcessEnv): Promise<void> {
  const loss = await withClient(databaseUrl, rollbackLoss);
  if (loss === undefined) {
    console.log('nothing to roll back: no migration is applied');
    return;
  }
  const { host } = new URL(databaseUrl);
  const where = `This rolls back ${loss.name} in the database ${databaseName(databaseUrl)} at ${host}`;
  const tables = loss.tables.map(({ table, rows }) => `  ${table}: ${rows} ${rows === 1 ? 'row' : 'rows'}`);
  const what = tables.length === 0 ? '. No tables are dropped.' : ' and drops these tables with all their rows:';
  await confirm([where + what, ...tables].join('\n'), agreement, env);
  console.log(`rolled back: ${await rollback(databaseUrl, { only: loss.name })}`);
}

/** Drops the database, once that is confirmed. Rejects if it is not, or if there are other connections to it. */
async function drop(databaseUrl: string, agreement: Agreement, env: NodeJS.ProcessEnv): Promise<void> {
  const name = databaseName(databaseUrl);
  const { host } = new URL(databaseUrl);
  await confirm(`This drops the database ${name} at ${host} with everything in it.`, agreement, env);
  const dropped = await dropDatabase(databaseUrl);
  console.log(dropped ? `database ${name} at ${host}: dropped` : `database ${name} at ${host}: does not exist`);
}

const { DATABASE_URL } = PostgresSettings;
const DatabaseConfig = Type.Object({ DATABASE_URL });

/** The address of the database. Throws a ConfigError that names what to set. */
const databaseUrl = (env: NodeJS.ProcessEnv): string => loadConfig(DatabaseConfig, env).DATABASE_URL;

/** Runs commands on a connection to the database that is closed afterwards. `name`: of the group of commands. */
export const onDatabase =
  (name: string, env: NodeJS.ProcessEnv) =>
  (act: (pool: Pool) => Promise<void>): Promise<void> =>
    failClearly(async () => {
      const logger = createLogger(name, 'silent');
      const pool = createPool({ DATABASE_URL: databaseUrl(env) }, { logger, name: `notes-${name}`, max: 1 });
      await act(pool).finally(() => pool.end());
    });
