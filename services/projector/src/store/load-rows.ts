import { type NoteState, note } from '@notes/feature-notes/domain';
import type pg from 'pg';
import { type NoteRow, notesTable } from '../domain/projections/notes.ts';

/** Loads the rows that one version of the read model has of these notes, by id. */
export async function loadRows(
  db: pg.Pool | pg.PoolClient,
  readModel: number,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NoteRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.query<NoteColumns>({
    name: `load-rows-${readModel}`,
    // By `limit 1` each is looked up by its key, also in a plan that was made while the table was empty.
    text: `select ${noteColumns}
      from unnest($1::uuid[]) as wanted(id)
      cross join lateral (select * from rm_${readModel}.notes where id = wanted.id limit 1) as note`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, toNoteRow(row)]));
}

/** A row of the notes, as the pool gives it. */
export type NoteColumns = NoteState & { readonly event_id: string; readonly stale: boolean };

/** All columns of the row `note`. */
export const noteColumns = Object.keys(notesTable.columns)
  .map((name) => `note.${name}`)
  .join(', ');

export const toNoteRow = (row: NoteColumns): NoteRow => ({
  state: note.row.fromRow(row),
  eventId: row.event_id,
  stale: row.stale,
});
