import type pg from 'pg';
import { beginAndLock, type Locked } from './lock-checkpoints.ts';

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
  const client = await pool.connect();
  client.on('error', alsoRejected);
  let failure: Error | undefined;
  try {
    const result = await work(client, await beginAndLock(client, partitions));
    await client.query('commit');
    return result;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.off('error', alsoRejected);
    // A connection in doubt is closed, not mended: that ends its transaction too.
    client.release(failure);
  }
}

/** A connection that is lost rejects the statement in flight, and besides that tells whoever listens, or ends the process. */
const alsoRejected = (): void => undefined;
