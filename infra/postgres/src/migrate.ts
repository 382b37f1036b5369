import { PG_MIGRATE_LOCK_ID, runner } from 'node-pg-migrate';
import type pg from 'pg';
import { migrationFolders, migrationsTable } from './migration-files.ts';
import { readMigrations } from './read-migrations.ts';
import { withClient } from './with-client.ts';

type Options = {
  /** Hears one line a step. */
  readonly log?: (line: string) => void;
};

/**
 * Brings the database at `databaseUrl` to the newest schema and answers with the names of the migrations it applied, in
 * order; none if there was nothing to do. Safe to run any number of times, and by several at once: the others wait on an
 * advisory lock and then find nothing left. All of one run is one transaction, so a failure leaves the schema as it was.
 * Throws what Postgres answers, or what connecting to it does.
 */
export async function migrate(databaseUrl: string, options: Options = {}): Promise<readonly string[]> {
  const applied = await oneAtATime(databaseUrl, (client) => runner({ ...settings(client, options), direction: 'up' }));
  return applied.map(({ name }) => name);
}

/**
 * Takes back the newest migration applied by its down part, with whatever data it holds, and answers with its name;
 * undefined if none is applied. Throws as `migrate` does, or if the migration has no file here, or is not the one named as `only`.
 */
export async function rollback(
  databaseUrl: string,
  options: Options & { readonly only?: string } = {},
): Promise<string | undefined> {
  const undone = await oneAtATime(databaseUrl, async (client) => {
    if (options.only !== undefined) await requireNewest(client, options.only);
    return runner({ ...settings(client, options), direction: 'down', count: 1 });
  });
  return undone[0]?.name;
}

async function requireNewest(client: pg.Client, name: string): Promise<void> {
  const newest = (await readMigrations(client)).findLast(({ appliedAt }) => appliedAt !== undefined);
  if (newest?.name !== name) throw new Error(`${name} is not the newest migration any more: nothing was taken back.`);
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
