import type { Pool } from 'pg';
import { notSetUp, runStatement } from '../postgres/run-statement.ts';
import { position } from './position.ts';

const statement = { name: 'select-position', text: `select here.position from ${position}` };

/** Where the read model stands. Throws `unavailable` when set-up has not been run. */
export async function selectPosition(pool: Pool): Promise<string> {
  const [row] = await runStatement<readonly [string]>(pool, statement, []);
  if (row === undefined) throw notSetUp();
  return row[0];
}
