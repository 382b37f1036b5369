import type { Pool } from 'pg';
import { withShortLocks } from './short-locks.ts';

/**
 * Adds a version of the read model, empty, and answers with its number; projectors build it from the journal. Rejects if
 * one is being built already. `fast`: at the cost of readers; else the build yields to them.
 */
export const addReadModel = (pool: Pool, { fast = false } = {}): Promise<number> =>
  withShortLocks(pool, async (client) => {
    // Locked here already, so that the look and the addition are one step.
    await client.query('lock table read_models in share row exclusive mode');
    const building = await client.query<{ version: number }>(
      "select version from read_models where state = 'building'",
    );
    const [first] = building.rows;
    if (first !== undefined) throw new Error(`version ${first.version} is being built: wait for it, or drop it`);
    const { rows } = await client.query<{ version: number }>('select add_read_model() as version');
    const version = rows[0]?.version ?? Number.NaN;
    await client.query('update read_models set fast = $2 where version = $1', [version, fast]);
    return version;
  });

/**
 * Removes a version and its tables. While a version is written by projectors they must not find it gone in the middle of a
 * transaction: the lock on the checkpoints waits for those under way, and those to come see that it is no more. Rejects
 * if it is live, if there is none of that number, or if something that is not ours still depends on its tables.
 */
export const dropReadModel = (pool: Pool, version: number): Promise<void> =>
  withShortLocks(pool, async (client) => {
    await client.query('lock table checkpoints in exclusive mode');
    const dropped = await client.query("delete from read_models where version = $1 and state <> 'live'", [version]);
    if (dropped.rowCount === 0) throw new Error(`there is no version ${version} that is not live`);
    const schema = `rm_${version}`;
    const tables = await client.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = $1",
      [schema],
    );
    for (const { name } of tables.rows) await client.query(`drop table ${name}`);
    await client.query(`drop schema ${schema}`);
  });
