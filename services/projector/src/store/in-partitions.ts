import type pg from 'pg';
import { beginAndLock, type Locked } from './lock-checkpoints.ts';
import { withConnection } from './with-connection.ts';

/**
 * Runs `work` in a transaction that holds the checkpoints of the partitions, and commits it. Nobody else applies anything to
 * these partitions meanwhile. May be repeated after any error, also after a commit whose answer was lost.
 * Throws what Postgres answers, or what `work` does; nothing is written then.
 */
export async function inPartitions<T>(
  pool: pg.Pool,
  partitions: readonly number[],
  work: (client: pg.PoolClient, locked: Locked) => Promise<T>,
): Promise<T> {
  return withConnection(pool, async (client) => {
    const result = await work(client, await beginAndLock(client, partitions));
    await client.query('commit');
    return result;
  });
}
