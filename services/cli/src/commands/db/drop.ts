import { databaseName, dropDatabase } from '@notes/postgres';
import { type Agreement, confirm } from '../../confirm.ts';

/** Removes the database, once it is agreed to. Rejects if it is not, or somebody is connected to it. */
export async function drop(databaseUrl: string, agreement: Agreement, env: NodeJS.ProcessEnv): Promise<void> {
  const name = databaseName(databaseUrl);
  const { host } = new URL(databaseUrl);
  await confirm(`This removes the database ${name} at ${host} with everything in it.`, agreement, env);
  const dropped = await dropDatabase(databaseUrl);
  console.log(dropped ? `database ${name} at ${host}: dropped` : `database ${name} at ${host}: there is none`);
}
