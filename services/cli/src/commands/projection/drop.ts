import { dropReadModel } from '@notes/postgres';
import type { Pool } from 'pg';

/** Removes a version with its tables. Rejects if it is live, or there is none of that number. */
export async function drop(pool: Pool, version: number): Promise<void> {
  await dropReadModel(pool, version);
  console.log(`version ${version}: dropped`);
}
