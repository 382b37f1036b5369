import type { Pool } from 'pg';
import type { ListSource } from '../list-source.ts';
import { positionTable } from '../position-table.ts';
import type { RowsAtPosition } from '../read-by-id.ts';
import { notSetUp, runStatement } from '../statement.ts';
import type { ItemRow } from './readable.ts';

/**
 * By `limit 1` each row is looked up by its key, also in a plan that was made while the table was empty. By `array` Postgres
 * plans for any number of rows, so that it keeps the plan: with the number at hand it would plan anew for each few.
 */
const statementFor = ({ table, members }: Pick<ListSource, 'table' | 'members'>) => ({
  name: `select-${table}-by-id`,
  text: `select here.position, ${members.map((member) => `${table}.${member}`).join(', ')}
    from ${positionTable} cross join unnest(array(select unnest($1::uuid[]))) as wanted(id)
    left join lateral (select * from ${table} where id = wanted.id limit 1) as ${table} on ${table}.deleted_at is null`,
});

type Row = readonly [position: string, ...ItemRow] | readonly [position: string, id: null, ...unknown[]];

/** Reads the live rows among ids (lower-case UUIDs), and the position of the snapshot that they are of. */
export function selectById(source: Pick<ListSource, 'table' | 'members'>) {
  const statement = statementFor(source);
  return async (pool: Pool, ids: Iterable<string>): Promise<RowsAtPosition<ItemRow>> => {
    const found = await runStatement<Row>(pool, statement, [`{${[...ids].join(',')}}`]);
    const [first] = found;
    if (first === undefined) throw notSetUp();
    const rows = new Map<string, ItemRow>();
    for (const [, ...row] of found) if (row[0] !== null) rows.set(row[0], row as ItemRow);
    return { position: first[0], rows };
  };
}
