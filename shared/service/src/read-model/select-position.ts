import type { Pool } from 'pg';
import { positionTable } from './position-table.ts';
import { notSetUp, runStatement } from './run-statement.ts';

const statement = { name: 'select-position', text: `select here.position from ${positionTable}` };

/** Where the read model stands. Throws `unavailable` when set-up has not been run. */
export async function selectPosition(pool: Pool): Promise<string> {
  const [row] = await runStatement<readonly [string]>(pool, statement, []);
  if (row === undefined) throw notSetUp();
  return row[0];
}
