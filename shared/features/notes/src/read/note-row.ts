import type { Note } from '@notes/contracts';
import { notSetUp, positionTable, type RowsAtPosition, runStatement } from '@notes/reading';
import type { Pool } from 'pg';

/** What a note is read from, in the order of `NoteRow`. */
export const noteColumns = 'id, title, description, priority, created_by, created_at, updated_at, version';

export type NoteRow = readonly [
  id: string,
  title: string,
  description: string,
  priority: number,
  createdBy: string,
  createdAt: string,
  updatedAt: string,
  version: number,
];

/** A row as every service answers it; what else it has is left out. */
export function noteOfRow(row: readonly [...NoteRow, ...unknown[]]): Note {
  const [id, title, description, priority, created_by, created_at, updated_at, version] = row;
  return { id, title, description, priority, created_by, created_at, updated_at, version };
}

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

/** The live notes among the ids (lower-case UUIDs), and the position of the snapshot that they are of. */
export async function selectNotesById(pool: Pool, ids: Iterable<string>): Promise<RowsAtPosition<NoteRow>> {
  const found = await runStatement<Row>(pool, statement, [`{${[...ids].join(',')}}`]);
  const [first] = found;
  if (first === undefined) throw notSetUp();
  const rows = new Map<string, NoteRow>();
  for (const [, ...row] of found) if (row[0] !== null) rows.set(row[0], row as NoteRow);
  return { position: first[0], rows };
}

/** The note in the examples of the API's description. */
export const exampleNote: Note = {
  id: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60',
  title: 'Buy milk',
  description: 'Two litres, the blue one.',
  priority: 1,
  created_by: 'ada',
  created_at: '2026-01-31T12:00:00.000Z',
  updated_at: '2026-01-31T12:05:00.000Z',
  version: 2,
};
