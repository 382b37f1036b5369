import { databaseName, rollback, rollbackLoss, withClient } from '@notes/postgres';
import { type Agreement, confirm } from '../../confirm.ts';

/** Takes back the newest migration, once it is agreed to, and says which one that was. Rejects if it is not agreed to. */
export async function rollbackLast(databaseUrl: string, agreement: Agreement, env: NodeJS.ProcessEnv): Promise<void> {
  const loss = await withClient(databaseUrl, rollbackLoss);
  if (loss === undefined) {
    console.log('nothing to take back: no migration is applied');
    return;
  }
  const { host } = new URL(databaseUrl);
  const where = `This takes back ${loss.name} in the database ${databaseName(databaseUrl)} at ${host}`;
  const tables = loss.tables.map(({ table, rows }) => `  ${table}: ${rows} ${rows === 1 ? 'row' : 'rows'}`);
  const what = tables.length === 0 ? '. No table goes with it.' : ', and these tables with all that they hold:';
  await confirm([where + what, ...tables].join('\n'), agreement, env);
  console.log(`taken back: ${await rollback(databaseUrl, { only: loss.name })}`);
}
