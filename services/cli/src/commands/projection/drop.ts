import { dropReadModel } from '@notes/postgres';
import type { Pool } from 'pg';
import { type Agreement, confirm } from '../../confirm.ts';

/** Removes a version with its tables, once it is agreed to. Rejects if it is not, if the version is live, or there is none of that number. */
export async function drop(pool: Pool, version: number, agreement: Agreement, env: NodeJS.ProcessEnv): Promise<void> {
  const loss = `This removes version ${version} of the read model, to which there is no rolling back then. It takes a build to have it again.`;
  await confirm(loss, agreement, env);
  await dropReadModel(pool, version);
  console.log(`version ${version}: dropped`);
}
