import pg from 'pg';

const connectTimeoutMs = 5000;

/** Lends a connection to the database, in the session settings of the database itself. */
export async function withClient<T>(databaseUrl: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: connectTimeoutMs });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
