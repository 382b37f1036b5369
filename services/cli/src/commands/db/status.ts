import { databaseName, type MigrationState, readMigrations, withClient } from '@notes/postgres';
import { formatTable } from '../../format-table.ts';

/** Prints every migration with the time it was applied at, as a table or as JSON. */
export async function status(databaseUrl: string, { json }: { readonly json?: true }): Promise<void> {
  const migrations = await withClient(databaseUrl, readMigrations);
  if (json) {
    const database = databaseName(databaseUrl);
    const list = migrations.map((migration) => ({
      name: migration.name,
      state: stateOf(migration),
      applied_at: migration.appliedAt?.toISOString() ?? null,
    }));
    console.log(JSON.stringify({ database, migrations: list }, null, 2));
    return;
  }
  const rows = migrations.map((migration) => [
    migration.name,
    stateOf(migration),
    migration.appliedAt?.toISOString() ?? '',
  ]);
  console.log(formatTable(['migration', 'state', 'applied at'], rows));
}

/** `newer`: this software does not know it. */
function stateOf({ appliedAt, known }: MigrationState): 'applied' | 'pending' | 'newer' {
  if (!known) return 'newer';
  return appliedAt === undefined ? 'pending' : 'applied';
}
