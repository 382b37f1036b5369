import type { Pool } from 'pg';
import type { ListSource } from '../list-source.ts';
import { positionTable } from '../position-table.ts';
import type { ItemsAtPosition } from '../read-by-id.ts';
import { itemOfRow } from '../select-page.ts';
import { notSetUp, runStatement } from '../statement.ts';
import type { Item } from './readable.ts';

/**
 * By `limit 1` each row is looked up by its key, also in a plan that was made while the table was empty. By `array` Postgres
 * plans for any number of rows, so that it keeps the plan: with the number at hand it would plan anew for each few.
 */
const statementFor = ({ table, members }: Pick<ListSource, 'table' | 'members'>) => ({
  name: `select-${table}-by-id`,
  text: `select ${members.map((member) => `${table}.${member}`).join(', ')}, here.position
    from ${positionTable} cross join unnest(array(select unnest($1::uuid[]))) as wanted(id)
    left join lateral (select * from ${table} where id = wanted.id limit 1) as ${table} on ${table}.deleted_at is null`,
});

/** The columns of an item, and the position. */
type Row = readonly [id: string | null, ...unknown[]];

/** Reads the live items among ids (lower-case UUIDs), and the position of the snapshot that they are of. */
export function selectById(source: Pick<ListSource, 'table' | 'members'>) {
  const { members } = source;
  const statement = statementFor(source);
  return async (pool: Pool, ids: Iterable<string>): Promise<ItemsAtPosition<Item>> => {
    const found = await runStatement<Row>(pool, statement, [`{${[...ids].join(',')}}`]);
    const [first] = found;
    if (first === undefined) throw notSetUp();
    const items = new Map<string, Item>();
    for (const row of found) if (row[0] !== null) items.set(row[0], itemOfRow<Item>(members, row));
    return { position: first[members.length] as string, items };
  };
}
