import { PG_MIGRATE_LOCK_ID, runner } from 'node-pg-migrate';
import type pg from 'pg';
import { migrationFolders, migrationsTable } from './migration-files.ts';
import { type MigrationState, readMigrations } from './read-migrations.ts';
import { withClient } from './with-client.ts';

type Options = {
  /** Hears one line a step. */
  readonly log?: (line: string) => void;
};

/**
 * Brings the database at `databaseUrl` to the newest schema, or to that of the migration `to`, and answers with the names of the migrations
 * it applied, in order; none if there was nothing to do. Safe to run any number of times, and by several at once: the others wait on an
 * advisory lock and then find nothing left. All of one run is one transaction, so a failure leaves the schema as it was.
 * Throws what Postgres answers, or what connecting to it does.
 */
export async function migrate(
  databaseUrl: string,
  { to, ...options }: Options & { readonly to?: string | undefined } = {},
): Promise<readonly string[]> {
  const applied = await oneAtATime(databaseUrl, async (client) => {
    const migrations = await readMigrations(client);
    const isWanted = ({ name, appliedAt }: MigrationState): boolean =>
      appliedAt === undefined && (to === undefined || name <= to);
    const count = migrations.filter(isWanted).length;
    return count === 0 ? [] : runner({ ...settings(client, options), direction: 'up', count });
  });
  return applied.map(({ name }) => name);
}

/**
 * Takes back these migrations by their down parts, the newest first, with whatever data they hold: all of them, or none. They must be the
 * newest ones that are applied. Throws as `migrate` does, and if others have been applied or taken back meanwhile.
 */
export async function rollback(databaseUrl: string, names: readonly string[], options: Options = {}): Promise<void> {
  await oneAtATime(databaseUrl, async (client) => {
    const applied = (await readMigrations(client)).filter(({ appliedAt }) => appliedAt !== undefined).toReversed();
    if (names.some((name, i) => applied[i]?.name !== name))
      throw new Error(`${names.join(', ')}: not the newest migrations any more. Nothing was taken back.`);
    await runner({ ...settings(client, options), direction: 'down', count: names.length });
  });
}

/**
 * The lock is the transaction's, not the session's as the library's own would be: behind a pooler that would stay with a
 * connection to the server, and the next run would wait for ever. The library's `begin` finds one begun, and its `commit` ends it.
 */
async function oneAtATime<T>(databaseUrl: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  return withClient(databaseUrl, async (client) => {
    await client.query(`begin; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0;
      select pg_advisory_xact_lock(${PG_MIGRATE_LOCK_ID})`);
    const result = await run(client);
    await client.query('commit');
    return result;
  });
}

const settings = (dbClient: pg.Client, { log = () => undefined }: Options) =>
  ({
    ...{ dbClient, migrationsTable, noLock: true, singleTransaction: true, log },
    ...{ dir: migrationFolders().map((folder) => `${literally(folder)}/*.sql`), useGlob: true },
  }) as const;

/** A path as a pattern that only it fits. */
const literally = (path: string): string => path.replaceAll(/[\\*?[\](){}!+@|]/g, '\\$&');
