import { checkSchema, createDatabase, databaseName, dropDatabase, withClient } from '@notes/postgres';
import type { Pool } from 'pg';
import { formatTable } from '../../table.ts';
import { type Agreement, confirm } from '../../terminal.ts';

type CreateOptions = Agreement & { readonly force?: true };

/**
 * Creates the database and prints so, or that it exists already; with `force`, anew, once that is confirmed. Rejects if the user may not,
 * or the server is unavailable.
 */
export async function create(databaseUrl: string, { force, ...agreement }: CreateOptions, env: NodeJS.ProcessEnv) {
  if (force) await drop(databaseUrl, agreement, env);
  const created = await createDatabase(databaseUrl);
  console.log(`database ${databaseName(databaseUrl)}: ${created ? 'created' : 'already exists'}`);
}

/** Drops the database, once that is confirmed. Rejects if it is not, or if there are other connections to it. */
export async function drop(databaseUrl: string, agreement: Agreement, env: NodeJS.ProcessEnv): Promise<void> {
  const name = databaseName(databaseUrl);
  const { host } = new URL(databaseUrl);
  await confirm(`This drops the database ${name} at ${host} with everything in it.`, agreement, env);
  const dropped = await dropDatabase(databaseUrl);
  console.log(dropped ? `database ${name} at ${host}: dropped` : `database ${name} at ${host}: does not exist`);
}

/** Prints that the schema is what the migrations give; rejects if it is not, once the difference is printed. */
export async function check(databaseUrl: string): Promise<void> {
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

type Table = { readonly table: string; readonly rows: number | null; readonly bytes: number };

/** Prints all tables by name, those of each version of the read model in a schema of its own. */
export async function showTables(pool: Pool, { json }: { readonly json?: true }): Promise<void> {
  const { rows } = await pool.query<Table>(
    `select format('%I.%I', nspname, relname) as table, nullif(reltuples, -1)::float8 as rows, pg_total_relation_size(c.oid)::float8 as bytes
     from pg_class c join pg_namespace n on n.oid = relnamespace
     where relkind = 'r' and nspname not like 'pg\\_%' and nspname <> 'information_schema' order by 1`,
  );
  if (json) console.log(JSON.stringify(rows, null, 2));
  else
    console.log(
      formatTable(
        ['table', 'rows, about', 'MiB'],
        rows.map(({ table, rows: count, bytes }) => [table, count, (bytes / 2 ** 20).toFixed(1)]),
      ),
    );
}
