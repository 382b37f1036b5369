import type { ClientBase, Pool } from 'pg';

/** A table of a version: how many rows, and a sum of their hashes that is equal where the rows are, in whatever order. */
export type Checksum = {
  readonly version: number;
  readonly table: string;
  readonly rows: number;
  readonly sum: string;
};

/**
 * Sums up every table of every version that is written, all in one snapshot, so that versions which agree have equal sums
 * while writers go on. Reads the tables whole.
 */
export async function checksumReadModels(pool: Pool): Promise<Checksum[]> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('begin isolation level repeatable read read only; set local statement_timeout = 0');
    const sums = await sumUp(client);
    await client.query('commit');
    return sums;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(failure);
  }
}

const queryTimeoutMs = 3_600_000;

async function sumUp(client: ClientBase): Promise<Checksum[]> {
  const tables = await client.query<{ version: number; table: string }>(
    `select version, tablename as table from read_models join pg_tables on schemaname = format('rm_%s', version)
     where state <> 'building' order by version, tablename`,
  );
  const sums: Checksum[] = [];
  for (const { version, table } of tables.rows) {
    const text = `select count(*)::float8 as rows, coalesce(sum(hashtextextended(t::text, 0)), 0)::text as sum from rm_${version}."${table}" as t`;
    // The limit of the pool is for reads of users.
    const query = { text, query_timeout: queryTimeoutMs };
    const { rows } = await client.query<{ rows: number; sum: string }>(query);
    for (const sum of rows) sums.push({ version, table, ...sum });
  }
  return sums;
}
