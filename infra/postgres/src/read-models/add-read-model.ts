import type { Pool } from 'pg';
import { withShortLocks } from './short-locks.ts';

/**
 * Adds a version of the read model, empty, and answers with its number; projectors build it from the journal. Rejects if
 * one is being built already.
 */
export const addReadModel = (pool: Pool): Promise<number> =>
  withShortLocks(pool, async (client) => {
    // Locked here already, so that the look and the addition are one step.
    await client.query('lock table read_models in share row exclusive mode');
    const building = await client.query<{ version: number }>(
      "select version from read_models where state = 'building'",
    );
    const [first] = building.rows;
    if (first !== undefined) throw new Error(`version ${first.version} is being built: wait for it, or drop it`);
    const added = await client.query<{ version: number }>('select add_read_model() as version');
    return added.rows[0]?.version ?? Number.NaN;
  });
