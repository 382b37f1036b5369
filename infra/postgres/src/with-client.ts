import pg from 'pg';

const connectTimeoutMs = 5000;

/**
 * Lends a connection to the database that `databaseUrl` names, in the session settings of the database itself, and resolves when
 * it is closed. Throws what `use` does, or what connecting, within 5 seconds, does.
 */
export async function withClient<T>(databaseUrl: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: connectTimeoutMs });
  // A connection that is lost fails the statement that waits for it; without a listener it would also end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
