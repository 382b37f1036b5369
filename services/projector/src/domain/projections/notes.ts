import { evolve, type NoteEvent, type NoteState, note } from '@notes/feature-notes/domain';
import { isKnown } from '@notes/kernel';
import type { Row, Table } from './table.ts';

/**
 * A row of the notes. `eventId` is the event that gave this state. A stale row belongs to a frozen note: it stays as it was
 * while the note's chain goes on in the journal.
 */
export type NoteRow = { readonly state: NoteState; readonly eventId: string; readonly stale: boolean };

/** The notes themselves, deleted ones too: what get and list read. */
export const notesTable: Table = {
  name: note.row.table,
  key: ['id'],
  merge: 'replace',
  columns: { ...note.row.columns, event_id: 'uuid', stale: 'boolean' },
};

/** The same for notes that had no row: an insert that looks for none to replace costs a quarter less. */
export const newNotesTable: Table = { ...notesTable, merge: 'refuse' };

/**
 * The row after an accepted event. An event of an unknown type freezes it, and a frozen one stays as it is. A note that was
 * frozen at its creation has none, and gets none. The same row where nothing changes.
 */
export function projectNote(row: NoteRow | undefined, event: NoteEvent): NoteRow | undefined {
  if (row === undefined && event.version > 1) return undefined;
  if (row?.stale) return row;
  if (!isKnown(event)) return row && { ...row, stale: true };
  return { state: evolve(row?.state, event), eventId: event.id, stale: false };
}

/** The row as it is written. */
export const noteColumns = ({ state, eventId, stale }: NoteRow): Row => ({
  ...note.row.toRow(state),
  event_id: eventId,
  stale,
});
