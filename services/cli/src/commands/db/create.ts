import { createDatabase, databaseName } from '@notes/postgres';

/** Creates the database and says so, or that it is there already. Rejects if the user may not, or the server is away. */
export async function create(databaseUrl: string): Promise<void> {
  const created = await createDatabase(databaseUrl);
  console.log(`database ${databaseName(databaseUrl)}: ${created ? 'created' : 'is there already'}`);
}
