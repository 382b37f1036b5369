import type { ListedNote, NoteFilters } from '@notes/contracts';
import type { Pool } from 'pg';
import { openCursor, sealCursor } from '../paging/cursor.ts';
import { cursorRefused } from '../paging/cursor-refused.ts';
import { type ListOrder, orderText, sortValues } from '../paging/list-order.ts';
import type { PageCursors } from '../paging/page-links.ts';
import { carried, neighbours, type Place, readPlace } from '../paging/place.ts';
import { selectNotePage } from '../sql/select-note-page.ts';

export type ListRequest = {
  readonly filters: NoteFilters;
  /** The bin instead of the live notes. */
  readonly deleted: boolean;
  readonly order: ListOrder;
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly offset: number;
  /** Count all notes of the list, too. */
  readonly count: boolean;
};

export type ListPage = PageCursors & {
  readonly position: string;
  readonly notes: readonly ListedNote[];
  readonly total: number | undefined;
};

/** One page of the notes. Throws the problem `invalid` for a cursor that this list has not given out. */
export async function listNotes(pool: Pool, { cursor, ...request }: ListRequest): Promise<ListPage> {
  const { filters, deleted, order, limit } = request;
  const scope = JSON.stringify(['notes', orderText(order), deleted, filters]);
  const opened = cursor === undefined ? undefined : openCursor(cursor);
  const place = opened && readPlace(order, opened.values);
  if (cursor !== undefined && place === undefined) throw cursorRefused();
  // One more than asked for tells whether it goes on.
  const { position, notes, total } = await selectNotePage(pool, { ...request, place, limit: limit + 1 });
  if (opened?.isSealed(position, scope) === false) throw cursorRefused();
  const more = notes.length > limit;
  if (more) notes.pop();
  if (place?.backward === true) notes.reverse();
  const valuesOf = (note: ListedNote | undefined) => note && sortValues(order, note);
  const { prev, next } = neighbours(place, { first: valuesOf(notes[0]), last: valuesOf(notes.at(-1)) }, more);
  const seal = (to: Place | undefined) => to && sealCursor(position, scope, carried(to));
  return { position, notes, total, prev: seal(prev), next: seal(next) };
}
