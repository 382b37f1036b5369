import { type Position, parsePosition } from '@notes/kernel';
import type { Pool } from 'pg';
import { notSetUp, runStatement } from './statement.ts';

/**
 * The position that the read model stands at, as a token, for use as a table of one row in the statement that reads: so
 * it is of the very snapshot that the rows are of. No row: set-up has not been run.
 */
export const positionTable = `(
  select epoch || ':' || coalesce(
    (select string_agg(partition || '-' || position, '.' order by partition) from checkpoints where position >= 0), ''
  ) as position
  from log_identity
) as here`;

/** Reads a position that the database has given. */
export function readPosition(text: string): Position {
  const position = parsePosition(text);
  if (position === undefined) throw new Error(`the database gave ${text} for a position`);
  return position;
}

const statement = { name: 'select-position', text: `select here.position from ${positionTable}` };

/** Where the read model stands. Throws `unavailable` when set-up has not been run. */
export async function selectPosition(pool: Pool): Promise<Position> {
  const [row] = await runStatement<readonly [string]>(pool, statement, []);
  if (row === undefined) throw notSetUp();
  return readPosition(row[0]);
}
