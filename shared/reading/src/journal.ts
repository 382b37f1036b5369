import type { Pool } from 'pg';
import { positionTable } from './position-table.ts';
import { notSetUp, runStatement } from './statement.ts';

/** Which events of a note: those after a version, up to a version, up to a time; the first `limit` of them. */
export type HistoryBounds = {
  readonly after: number;
  readonly upTo: number;
  /** RFC 3339, or `infinity`. */
  readonly until: string;
  readonly limit: number;
};

/** Where versions end: a number of 32 bits. */
export const lastVersion = 2_147_483_647;

/** An event of a note as the journal has it. `data` is its text: it goes to clients as it came. */
export type JournalRow = readonly [
  partition: number,
  pos: number,
  version: number,
  type: string,
  time: string,
  actor: string,
  data: string,
];

const statement = {
  name: 'select-history',
  text: `select event.*, here.position
    from ${positionTable} left join (
      select partition, pos, version, type, time, actor, data::text from journal_entries
      where subject = $1 and version > $2 and version <= $3 and time <= $4
      order by version limit $5
    ) as event on true
    order by event.version`,
};

type Row = readonly [...JournalRow, position: string];

export type History = { readonly position: string; readonly rows: readonly JournalRow[] };

/** Events of a note (a lower-case UUID), the oldest first, and the position of the snapshot that they are of. */
export async function selectHistory(
  pool: Pool,
  noteId: string,
  { after, upTo, until, limit }: HistoryBounds,
): Promise<History> {
  const found = await runStatement<Row>(pool, statement, [noteId, after, upTo, until, limit]);
  const [first] = found;
  if (first === undefined) throw notSetUp();
  return { position: first[7], rows: first[0] === null ? [] : (found as unknown as readonly JournalRow[]) };
}
