import type { Position } from '@notes/kernel';
import type { Pool } from 'pg';
import { positionTable, readPosition } from './position-table.ts';
import { notSetUp, runStatement } from './run-statement.ts';

const statement = { name: 'select-position', text: `select here.position from ${positionTable}` };

/** Where the read model stands. Throws `unavailable` when set-up has not been run. */
export async function selectPosition(pool: Pool): Promise<Position> {
  const [row] = await runStatement<readonly [string]>(pool, statement, []);
  if (row === undefined) throw notSetUp();
  return readPosition(row[0]);
}
