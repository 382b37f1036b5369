import {
  notSetUp,
  type ProgressWatch,
  positionTable,
  type RowAtPosition,
  type RowsAtPosition,
  runStatement,
} from '@notes/reading';
import type { Pool } from 'pg';
import { Note } from '../contract/index.ts';

const members = Object.keys(Note.properties);

/** The columns that a note is read from, in the order of `NoteRow`. */
export const noteColumns = members.join(', ');
export const noteWidth = members.length;

/** The values of these columns. */
export type NoteRow = readonly [id: string, ...unknown[]];

/** What the reads of notes work with. */
export type NoteReads = {
  readonly pool: Pool;
  noteById(id: string): Promise<RowAtPosition<NoteRow>>;
  readonly progress: ProgressWatch;
};

/** The note in a row; further columns are ignored. */
export function noteOfRow(row: NoteRow): Note {
  const found: Record<string, unknown> = {};
  for (let i = 0; i < noteWidth; i++) found[members[i] as string] = row[i];
  return found as Note;
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

/** Every member of a note has an example in its schema. */
const exampleOf = (schema: object): unknown => 'examples' in schema && (schema.examples as readonly unknown[])[0];

/** The note in the examples of the API's description. */
export const exampleNote = {
  ...Object.fromEntries(Object.entries(Note.properties).map(([name, schema]) => [name, exampleOf(schema)])),
  ...{ updated_at: '2026-01-31T12:05:00.000Z', version: 2 },
} as Note;
