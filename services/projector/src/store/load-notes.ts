import type pg from 'pg';
import type { NoteChain } from '../domain/project-batches.ts';
import type { NoteRow } from '../domain/projections/notes.ts';
import { type NoteColumns, noteColumns, toNoteRow } from './load-rows.ts';

/** Notes by id: their chains, and the rows of those that have one. */
export type LoadedNotes = {
  readonly chains: ReadonlyMap<string, NoteChain>;
  readonly rows: ReadonlyMap<string, NoteRow>;
};

/**
 * Loads the notes as the live read model shows them, whichever that is: it stays the same while a checkpoint is locked. The head of a stale row, and of a note that has no row because it was
 * created by an event of an unknown type, is the end of its chain in the journal.
 */
export async function loadNotes(client: pg.PoolClient, ids: readonly string[]): Promise<LoadedNotes> {
  const chains = new Map<string, NoteChain>();
  const noteRows = new Map<string, NoteRow>();
  if (ids.length === 0) return { chains, rows: noteRows };
  const { rows } = await client.query<Row>({ name: 'load-notes', text: sql, values: [ids] });
  for (const row of rows) {
    chains.set(row.id, toChain(row));
    if (row.event_id !== null) noteRows.set(row.id, toNoteRow(row));
  }
  return { chains, rows: noteRows };
}

/** By `limit 1` each note is looked up by its key, also in a plan that was made while the table was empty. */
const sql = `
  select ${noteColumns}, wanted.id,
    head.event_id as head_id, head.version as head_version, head.author as head_author,
    coalesce((
      select type = 'notes.NoteDeleted.v1' from journal
      where head.event_id is not null and note_id = wanted.id
        and type in ('notes.NoteCreated.v1', 'notes.NoteDeleted.v1', 'notes.NoteRestored.v1')
      order by version desc limit 1
    ), false) as head_deleted
  from unnest($1::uuid[]) as wanted(id)
  left join lateral (select * from notes where id = wanted.id limit 1) as note on true
  left join lateral (
    select event_id, version, author from journal
    where note_id = wanted.id and (note.id is null or note.stale)
    order by version desc limit 1
  ) as head on true
  where note.id is not null or head.event_id is not null`;

type Head = { head_id: string; head_version: number; head_author: string; head_deleted: boolean };
type NoHead = { head_id: null };
type NoNote = { event_id: null };
type Row = { id: string } & (NoteColumns | NoNote) & (Head | NoHead);

function toChain(row: Row): NoteChain {
  if (row.event_id === null) return { head: frozenHead(row), author: row.head_id === null ? '' : row.head_author };
  const { event_id: eventId, version, deleted_at, stale, created_by: author } = row;
  return { head: stale ? frozenHead(row) : { eventId, version, deleted: deleted_at !== null, frozen: false }, author };
}

function frozenHead(row: Row): NoteChain['head'] {
  if (row.head_id === null) throw new Error(`the stale note ${row.id} has no event in the journal`);
  return { eventId: row.head_id, version: row.head_version, deleted: row.head_deleted, frozen: true };
}
