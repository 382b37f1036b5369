import { setTimeout as wait } from 'node:timers/promises';
import type { ClientBase, Pool } from 'pg';

const lockTimeoutMs = 500;
const pauseMs = 250;
const patienceMs = 30_000;

/** Locks were not to be had, or two transactions wanted each other's. */
const notNow: readonly unknown[] = ['55P03', '40P01'];

/**
 * Runs `work` in a transaction that waits for each of its locks half a second at most: while it waits for a long read to
 * end, all later reads wait behind it. If it does not get one it gives up all, lets the others pass and tries again, for
 * half a minute. Rejects with what `work` does, or with what Postgres answered last.
 */
export async function withShortLocks<T>(pool: Pool, work: (client: ClientBase) => Promise<T>): Promise<T> {
  for (const end = performance.now() + patienceMs; ; ) {
    try {
      return await attempt(pool, work);
    } catch (error) {
      const passing = error instanceof Error && 'code' in error && notNow.includes(error.code);
      if (!passing || performance.now() > end) throw error;
    }
    await wait(pauseMs);
  }
}

async function attempt<T>(pool: Pool, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query(`begin; set local lock_timeout = ${lockTimeoutMs}`);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // A connection that failed is closed: that rolls back, too.
    client.release(failure);
  }
}
