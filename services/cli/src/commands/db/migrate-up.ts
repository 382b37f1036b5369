import { migrate, readMigrations, withClient } from '@notes/postgres';

/** Says which migrations are pending, applies them, and says which ones it applied: another process may do so meanwhile. */
export async function migrateUp(databaseUrl: string): Promise<void> {
  const migrations = await withClient(databaseUrl, readMigrations);
  const pending = migrations.filter(({ appliedAt }) => appliedAt === undefined).map(({ name }) => name);
  if (pending.length > 0) console.error(`pending: ${pending.join(', ')}`);
  const applied = await migrate(databaseUrl);
  console.log(applied.length === 0 ? 'up to date' : `applied: ${applied.join(', ')}`);
}
