import type { NoteState } from '@notes/kernel';
import type pg from 'pg';
import type { ProjectedNote } from '../domain/project-batches.ts';

/**
 * Loads the notes as the read model shows them. The head of a stale row, and of a note that has no row because it was
 * created by an event of an unknown type, is the end of its chain in the journal.
 */
export async function loadNotes(
  client: pg.PoolClient,
  readModel: number,
  ids: readonly string[],
): Promise<Map<string, ProjectedNote>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<Row>({ name: `load-notes-${readModel}`, text: sql(readModel), values: [ids] });
  return new Map(rows.map((row) => [row.id, toNote(row)]));
}

const sql = (readModel: number): string => `
  select wanted.id, note.title, note.description, note.priority, note.created_by, note.created_at, note.updated_at,
    note.version, note.deleted_at, note.event_id, note.stale,
    head.event_id as head_id, head.version as head_version, head.author as head_author,
    coalesce((
      select type = 'notes.NoteDeleted.v1' from journal
      where head.event_id is not null and note_id = wanted.id
        and type in ('notes.NoteCreated.v1', 'notes.NoteDeleted.v1', 'notes.NoteRestored.v1')
      order by version desc limit 1
    ), false) as head_deleted
  from unnest($1::uuid[]) as wanted(id)
  left join rm_${readModel}.notes as note on note.id = wanted.id
  left join lateral (
    select event_id, version, author from journal
    where note_id = wanted.id and (note.id is null or note.stale)
    order by version desc limit 1
  ) as head on true
  where note.id is not null or head.event_id is not null`;

type Head = { head_id: string; head_version: number; head_author: string; head_deleted: boolean };
type NoHead = { head_id: null };
type NoteColumns = Omit<NoteState, 'id'> & { event_id: string; stale: boolean };
type NoNote = { event_id: null };
type Row = { id: string } & (NoteColumns | NoNote) & (Head | NoHead);

function toNote(row: Row): ProjectedNote {
  if (row.event_id === null) return { head: frozenHead(row), row: undefined, author: authorOf(row) };
  const { id, title, description, priority, created_by, created_at, updated_at, version, deleted_at } = row;
  const state = { id, title, description, priority, created_by, created_at, updated_at, version, deleted_at };
  const { event_id: eventId, stale } = row;
  const head = stale ? frozenHead(row) : { eventId, version, deleted: deleted_at !== null, frozen: false };
  return { head, row: { state, eventId, stale }, author: created_by };
}

function frozenHead(row: Row): ProjectedNote['head'] {
  if (row.head_id === null) throw new Error(`the stale note ${row.id} has no event in the journal`);
  return { eventId: row.head_id, version: row.head_version, deleted: row.head_deleted, frozen: true };
}

const authorOf = (row: Row): string => (row.head_id === null ? '' : row.head_author);
