import { eventData } from '@notes/contracts';
import { evolve, type KnownEvent, type NoteState } from '@notes/kernel';

/**
 * A row of the notes. `eventId` is the event that gave this state. A stale row belongs to a frozen note: it stays as it was
 * while the note's chain goes on in the journal.
 */
export type NoteRow = { readonly state: NoteState; readonly eventId: string; readonly stale: boolean };

/** The notes themselves, deleted ones too: what get and list read. */
export const notesProjection = {
  types: Object.keys(eventData),

  /** The row after an accepted event. */
  project: (row: NoteRow | undefined, event: KnownEvent): NoteRow => ({
    state: evolve(row?.state, event),
    eventId: event.id,
    stale: false,
  }),

  /** The row of a note that has just frozen: kept, and marked. A note frozen at its creation has none. */
  freeze: (row: NoteRow | undefined): NoteRow | undefined => row && { ...row, stale: true },
};
