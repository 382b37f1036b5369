import type { Note } from '@notes/contracts';
import type { Pool } from 'pg';
import { type ListOrder, orderText, type SortValue } from '../domain/list-order.ts';
import { comesAfter, orderBy } from '../domain/page-sql.ts';
import { notSetUp, runStatement, type Statement } from '../postgres/run-statement.ts';
import { type NoteRow, noteColumns, noteOfRow } from './note-columns.ts';
import { position } from './position.ts';

export type PageRequest = {
  readonly order: ListOrder;
  /** The sort values of the note that the page comes after; none for the first page. */
  readonly after: readonly SortValue[] | undefined;
  readonly limit: number;
};

type Row = readonly [position: string, ...NoteRow] | readonly [position: string, id: null, ...unknown[]];

/** Up to `limit` live notes in that order, and the position of the snapshot that they are of. */
export async function selectNotePage(
  pool: Pool,
  { order, after, limit }: PageRequest,
): Promise<{ readonly position: string; readonly notes: readonly Note[] }> {
  const rows = await runStatement<Row>(pool, pageStatement(order, after !== undefined), [...(after ?? []), limit]);
  const [first] = rows;
  if (first === undefined) throw notSetUp();
  const notes: Note[] = [];
  for (const [, ...row] of rows) if (row[0] !== null) notes.push(noteOfRow(row as NoteRow));
  return { position: first[0], notes };
}

/** A statement per shape of request. The order is written twice, for a join promises none. */
function pageStatement(order: ListOrder, hasAfter: boolean): Statement {
  const sorting = orderBy(order);
  return {
    name: `select-note-page:${orderText(order)}:${hasAfter ? 'after' : 'first'}`,
    text: `select here.position, page.*
      from ${position} left join (
        select ${noteColumns} from notes
        where deleted_at is null${hasAfter ? ` and ${comesAfter(order)}` : ''}
        order by ${sorting} limit $${hasAfter ? order.length + 1 : 1}
      ) as page on true
      order by ${sorting}`,
  };
}
