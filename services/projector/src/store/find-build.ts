import type pg from 'pg';
import { leaseSeconds, noOlderBuilder } from './build-transaction.ts';

/**
 * Takes the lease of the version that is to be built and returns the version; undefined if there is none, or another process
 * holds its lease, or is in the middle of a transaction of the build.
 */
export async function claimBuild(pool: pg.Pool, builder: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ version: number }>(
    `update read_models set builder = $1, leased_until = clock_timestamp() + interval '${leaseSeconds} seconds'
    where version = (
      select version from read_models
      where state = 'building' and (builder is null or builder = $1 or leased_until < now())
      limit 1 for update skip locked
    ) and ${noOlderBuilder}
    returning version`,
    [builder],
  );
  return rows[0]?.version;
}

/** Gives the lease back, so that the next process need not wait for its end. */
export async function releaseBuild(pool: pg.Pool, builder: string): Promise<void> {
  await pool.query('update read_models set builder = null, leased_until = null where builder = $1', [builder]);
}

/** Records in the database why a build does not go on, for those who wait for it. */
export async function recordBuildFailure(pool: pg.Pool, version: number, failure: string): Promise<void> {
  await pool.query("update read_models set failure = $2 where version = $1 and state = 'building'", [version, failure]);
}

/** The position that a build has come to, by partition. */
export async function readBuildPositions(client: pg.PoolClient, version: number): Promise<Map<number, number>> {
  const { rows } = await client.query<{ partition: number; pos: number }>(
    'select partition, pos from read_model_positions where version = $1',
    [version],
  );
  return new Map(rows.map(({ partition, pos }) => [partition, pos]));
}
