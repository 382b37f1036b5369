import type pg from 'pg';
import { type BuildLease, leaseSeconds, recordBuildStep } from './build-transaction.ts';

const patienceMs = 24 * 3_600_000;

/**
 * Gives a version that is being built the indexes of the live one, and the planner its first look at it. May take long: by
 * one process of Postgres alone, so that reads keep the others, and ended soon after we are gone.
 */
export async function indexBuild(client: pg.PoolClient, lease: BuildLease): Promise<void> {
  await client.query(`begin; set local synchronous_commit = off; set local statement_timeout = 0;
    set local max_parallel_maintenance_workers = 0; set local maintenance_work_mem = '256MB';
    set local client_connection_check_interval = '1s';
    set local idle_in_transaction_session_timeout = '${leaseSeconds}s'`);
  await recordBuildStep(client, { ...lease, events: 0 });
  // The driver has a limit of its own, for answers that never come.
  const { version } = lease;
  const patience = { query_timeout: patienceMs };
  const patiently = (text: string) => client.query({ ...patience, text });
  await patiently(`select index_read_model(${version})`);
  const { rows } = await client.query<{ tablename: string }>(
    `select tablename from pg_tables where schemaname = 'rm_${version}'`,
  );
  for (const { tablename } of rows) await patiently(`analyze rm_${version}."${tablename}"`);
  // The lease may have run out meanwhile; no other process could take it, since this transaction holds its row.
  await recordBuildStep(client, { ...lease, events: 0 });
  await client.query('commit');
}
