import type pg from 'pg';
import { withConnection } from './with-connection.ts';

/** The version of the read model that is to be built, if there is one. */
export async function findBuild(pool: pg.Pool): Promise<number | undefined> {
  const { rows } = await pool.query<{ version: number }>(
    "select version from read_models where state = 'building' order by version limit 1",
  );
  return rows[0]?.version;
}

/** Says in the database why a build does not go on, for those who wait for it. */
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

const lockName = "hashtextextended('notes.read-model-build', 0)";

/**
 * Runs `work` on a connection that holds the one lock for builds, and answers whether it did: not if another holds it. The
 * lock is the connection's, so a process that is killed gives it back, and one that has lost it cannot write.
 */
export async function withBuildLock(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<boolean> {
  return withConnection(pool, async (client) => {
    const { rows } = await client.query<{ locked: boolean }>(`select pg_try_advisory_lock(${lockName}) as locked`);
    if (rows[0]?.locked !== true) return false;
    await work(client);
    await client.query(`select pg_advisory_unlock(${lockName})`);
    return true;
  });
}
