import type { ListedNote, NoteFilters } from '@notes/contracts';
import { createSqlValues, filterConditions, notSetUp, positionTable, runStatement } from '@notes/service';
import type { Pool } from 'pg';
import { comesAfter, orderBy } from '../paging/keyset.ts';
import { type ListOrder, orderText, reversed } from '../paging/list-order.ts';
import type { Place } from '../paging/place.ts';
import { type NoteRow, noteColumns, noteOfRow } from './note-columns.ts';

export type PageRequest = {
  readonly filters: NoteFilters;
  readonly deleted: boolean;
  readonly order: ListOrder;
  readonly place: Place | undefined;
  readonly offset: number;
  readonly limit: number;
  readonly count: boolean;
};

type Row = readonly [...NoteRow, deletedAt: string | null, position: string, total: number];

/** Where the columns stand that are not of the note itself. */
const [deletedAt, positionAt, totalAt] = [8, 9, 10] as const;

/**
 * Up to `limit` notes from a place on, the nearest first, and the position of the snapshot that they are of; with `count`,
 * how many the list has from its beginning to its end.
 */
export async function selectNotePage(
  pool: Pool,
  request: PageRequest,
): Promise<{ readonly position: string; readonly notes: ListedNote[]; readonly total: number | undefined }> {
  const { values, ...statement } = pageStatement(request);
  const rows = await runStatement<Row>(pool, statement, values);
  const [first] = rows;
  if (first === undefined) throw notSetUp();
  const toNote = request.deleted ? binned : noteOfRow;
  const notes = first[0] === null ? [] : rows.map((row) => toNote(row));
  return { position: first[positionAt], notes, total: request.count ? first[totalAt] : undefined };
}

const binned = (row: Row): ListedNote => ({ ...noteOfRow(row), deleted_at: row[deletedAt] ?? '' });

/**
 * The limit stands in the text: of a parameter Postgres knows nothing when it plans, and takes a page for a tenth of the
 * table. A list without filters goes along an index whatever the values are, so it is planned once; what filters let through
 * depends on their values, and so does the best way to it.
 *
 * The order is written twice, for a join promises none.
 */
export function pageStatement({ filters, deleted, order, place, offset, limit, count }: PageRequest) {
  const sql = createSqlValues();
  const which = [`deleted_at is ${deleted ? 'not ' : ''}null`, ...filterConditions(filters, sql)];
  const way = place?.backward === true ? reversed(order) : order;
  const here = place === undefined ? [] : [comesAfter(way, place.values, { inclusive: place.inclusive, sql })];
  const sorting = orderBy(way);
  const total = count ? `, (select count(*) from notes where ${which.join(' and ')})` : '';
  const text = `select page.*, here.position${total}
    from ${positionTable} left join (
      select ${noteColumns}, deleted_at from notes
      where ${[...which, ...here].join(' and ')}
      order by ${sorting} limit ${limit}${offset > 0 ? ` offset ${offset}` : ''}
    ) as page on true
    order by ${sorting}`;
  const isPlain = which.length === 1 && !count && offset === 0 && order.length === 2 && usualLimits.has(limit - 1);
  if (!isPlain) return { text, values: sql.values };
  const from = place === undefined ? 'first' : place.inclusive ? 'from' : 'after';
  return { name: `note-page:${deleted ? 'bin' : 'live'}:${orderText(way)}:${from}:${limit}`, text, values: sql.values };
}

/** A statement that is planned once stays in the memory of each connection, so there must be few: 300 at most. */
const usualLimits = new Set([10, 20, 25, 50, 100]);
