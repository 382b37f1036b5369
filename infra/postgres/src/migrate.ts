import { runner } from 'node-pg-migrate';
import type pg from 'pg';
import { migrationsFolder, migrationsTable } from './migrations-folder.ts';
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
  const applied = await withClient(databaseUrl, (client) => runner({ ...settings(client, options), direction: 'up' }));
  return applied.map(({ name }) => name);
}

/**
 * Takes back the newest migration applied by its down part, with whatever data it holds, and answers with its name;
 * undefined if none is applied. Throws as `migrate` does, or if the migration has no file here.
 */
export async function rollback(databaseUrl: string, options: Options = {}): Promise<string | undefined> {
  const undone = await withClient(databaseUrl, (client) =>
    runner({ ...settings(client, options), direction: 'down', count: 1 }),
  );
  return undone[0]?.name;
}

const settings = (dbClient: pg.Client, { log = () => undefined }: Options) =>
  ({ dbClient, dir: migrationsFolder, migrationsTable, advisoryLockMode: 'wait', log }) as const;
