import { evolve, type NoteEvent, type NoteState } from '@notes/feature-notes/domain';
import { isKnown } from '@notes/kernel';
import type { RowOf, Table } from './table.ts';

/**
 * A row of the notes. `eventId` is the event that gave this state. A stale row belongs to a frozen note: it stays as it was
 * while the note's chain goes on in the journal.
 */
export type NoteRow = { readonly state: NoteState; readonly eventId: string; readonly stale: boolean };

/** The notes themselves, deleted ones too: what get and list read. */
export const notesTable = {
  name: 'notes',
  key: ['id'],
  merge: 'replace',
  columns: {
    id: 'uuid',
    title: 'text',
    description: 'text',
    priority: 'integer',
    created_by: 'text',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
    version: 'integer',
    deleted_at: 'timestamptz',
    event_id: 'uuid',
    stale: 'boolean',
  },
} as const satisfies Table;

/** The same for notes that had no row: an insert that looks for none to replace costs a quarter less. */
export const newNotesTable = { ...notesTable, merge: 'refuse' } as const satisfies Table;

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
export function noteColumns({ state, eventId, stale }: NoteRow): RowOf<typeof notesTable> {
  const { id, title, description, priority, created_by, created_at, updated_at, version, deleted_at } = state;
  return {
    id,
    title,
    description,
    priority,
    created_by,
    created_at,
    updated_at,
    version,
    deleted_at,
    event_id: eventId,
    stale,
  };
}
