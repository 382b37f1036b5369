import { rollback } from '@notes/postgres';

/** Takes back the newest migration and says which one that was. */
export async function rollbackLast(databaseUrl: string): Promise<void> {
  const undone = await rollback(databaseUrl);
  console.log(undone === undefined ? 'nothing to take back: no migration is applied' : `taken back: ${undone}`);
}
