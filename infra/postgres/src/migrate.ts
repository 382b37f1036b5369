import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';

/** The same folder from src and from dist: both lie one below the package. */
const migrations = fileURLToPath(new URL('../migrations', import.meta.url));

/** Where the names of the migrations applied are kept. */
export const migrationsTable = 'pgmigrations';

/**
 * Brings the database at `databaseUrl` to the newest schema and answers with the names of the migrations it applied, in
 * order; none if there was nothing to do. Safe to run any number of times, and by several at once: the others wait on an
 * advisory lock and then find nothing left. All of one run is one transaction, so a failure leaves the schema as it was.
 * `log` hears one line a step. Throws what Postgres answers, or what connecting to it does.
 */
export async function migrate(
  databaseUrl: string,
  options: { readonly log?: (line: string) => void } = {},
): Promise<readonly string[]> {
  const applied = await runner({
    databaseUrl,
    dir: migrations,
    migrationsTable,
    direction: 'up',
    advisoryLockMode: 'wait',
    log: options.log ?? (() => undefined),
  });
  return applied.map(({ name }) => name);
}
