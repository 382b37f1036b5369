import type pg from 'pg';

/**
 * Runs `work` on a connection of the pool. One on which anything has failed is closed, not given back: that ends its
 * transaction, and releases its locks. Throws what `work` does.
 */
export async function withConnection<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  client.on('error', alsoRejected);
  let failure: Error | undefined;
  try {
    return await work(client);
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.off('error', alsoRejected);
    client.release(failure);
  }
}

/** A connection that is lost rejects the statement in flight, and besides emits an error that would end the process. */
const alsoRejected = (): void => undefined;
