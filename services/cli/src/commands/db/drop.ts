import { databaseName, dropDatabase } from '@notes/postgres';
import { UsageError } from '../../fail-clearly.ts';

/** Removes the database, if that is said outright. Rejects if it is not, or somebody is connected to it. */
export async function drop(databaseUrl: string, { yes }: { readonly yes?: true }): Promise<void> {
  const name = databaseName(databaseUrl);
  const { host } = new URL(databaseUrl);
  if (!yes)
    throw new UsageError(`This removes the database ${name} at ${host} with everything in it. If you mean it: --yes`);
  const dropped = await dropDatabase(databaseUrl);
  console.log(dropped ? `database ${name} at ${host}: dropped` : `database ${name} at ${host}: there is none`);
}
