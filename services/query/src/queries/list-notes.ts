import type { Note } from '@notes/contracts';
import { ProblemError } from '@notes/service';
import type { Pool } from 'pg';
import { areSortValues, defaultOrder, orderText, sortValues } from '../domain/list-order.ts';
import { selectNotePage } from '../sql/select-note-page.ts';
import { openCursor, sealCursor } from './cursor.ts';

export type ListRequest = { readonly limit: number; readonly cursor?: string | undefined };

export type NotePage = {
  readonly position: string;
  readonly notes: readonly Note[];
  /** The cursor of the page that follows; none after the last. */
  readonly next: string | undefined;
};

/** One page of the live notes. Throws the problem `invalid` for a cursor that this list has not given out. */
export async function listNotes(pool: Pool, { limit, cursor }: ListRequest): Promise<NotePage> {
  const order = defaultOrder;
  const scope = `notes ${orderText(order)}`;
  const opened = cursor === undefined ? undefined : openCursor(cursor);
  const after = opened?.values;
  if (cursor !== undefined && (after === undefined || !areSortValues(order, after))) throw badCursor();
  // One more than asked for tells whether there is a next page.
  const page = await selectNotePage(pool, { order, after: after as typeof after & undefined, limit: limit + 1 });
  const key = cursorKey(page.position);
  if (opened !== undefined && !opened.isSealed(key, scope)) throw badCursor();
  const notes = page.notes.slice(0, limit);
  const last = page.notes.length > limit ? notes.at(-1) : undefined;
  const next = last === undefined ? undefined : sealCursor(key, scope, sortValues(order, last));
  return { position: page.position, notes, next };
}

/**
 * The key is the log's epoch, as the snapshot itself gives it: all instances agree on it without a setting, and a cursor
 * of another database does not open. It is no secret and need not be: a cursor only says where a list goes on, and what
 * it carries is checked before the database sees it. The signature catches mistakes, not attacks.
 */
const cursorKey = (position: string): string => `notes cursor ${position.slice(0, position.indexOf(':'))}`;

const badCursor = (): ProblemError =>
  new ProblemError('invalid', 'The cursor is none that this list has given out.', {
    errors: [
      {
        parameter: 'cursor',
        code: 'bad-cursor',
        detail: 'Take the cursor from `next` of a page of the same list and order, or leave it out to begin anew.',
      },
    ],
  });
