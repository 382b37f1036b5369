import { notSetUp, positionTable, runStatement } from '@notes/reading';
import type { Pool } from 'pg';
import { type NoteRow, noteColumns } from './note-columns.ts';

/**
 * By `limit 1` each note is looked up by its key, also in a plan that was made while the table was empty. By `array` Postgres
 * plans for any number of notes, so that it keeps the plan: with the number at hand it would plan anew for each few.
 */
const statement = {
  name: 'select-notes-by-id',
  text: `select here.position, ${noteColumns.replaceAll(/\w+/g, 'notes.$&')}
    from ${positionTable} cross join unnest(array(select unnest($1::uuid[]))) as wanted(id)
    left join lateral (select * from notes where id = wanted.id limit 1) as notes on notes.deleted_at is null`,
};

type Row = readonly [position: string, ...NoteRow] | readonly [position: string, id: null, ...unknown[]];

export type NotesAtPosition = { readonly position: string; readonly rows: ReadonlyMap<string, NoteRow> };

/** The live notes among the ids (lower-case UUIDs), and the position of the snapshot that they are of. */
export async function selectNotesById(pool: Pool, ids: Iterable<string>): Promise<NotesAtPosition> {
  const found = await runStatement<Row>(pool, statement, [`{${[...ids].join(',')}}`]);
  const [first] = found;
  if (first === undefined) throw notSetUp();
  const rows = new Map<string, NoteRow>();
  for (const [, ...row] of found) if (row[0] !== null) rows.set(row[0], row as NoteRow);
  return { position: first[0], rows };
}
