import { notSetUp, positionTable, runStatement } from '@notes/service';
import type { Pool } from 'pg';
import { type NoteRow, noteColumns } from './note-columns.ts';

const statement = {
  name: 'select-notes-by-id',
  text: `select here.position, ${noteColumns.replaceAll(/\w+/g, 'notes.$&')}
    from ${positionTable} left join notes on notes.id = any($1::uuid[]) and notes.deleted_at is null`,
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
