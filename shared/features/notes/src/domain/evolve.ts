import type { KnownEvent } from '@notes/kernel';
import type { Note, noteEvents } from '../contract/index.ts';

/** An event of a note of a type that this software knows. */
export type KnownNoteEvent = KnownEvent<typeof noteEvents>;

/** A note with its time of deletion: what the write side decides on, and a row of the read model. */
export type NoteState = Note & { readonly deleted_at: string | null };

/**
 * The note after an accepted event. Only for accepted events: it trusts that `accept` has seen them in order.
 * Throws if the chain is broken, which is a bug of the caller.
 */
export function evolve(state: NoteState | undefined, event: KnownNoteEvent): NoteState {
  if (event.type === 'notes.NoteCreated.v1') return created(event);
  if (state === undefined) throw new Error(`${event.type} of ${event.subject} came before its creation`);
  const now = { updated_at: event.time, version: event.version };
  switch (event.type) {
    case 'notes.NoteRevised.v1':
      return { ...state, ...event.data.changes, ...now };
    case 'notes.NoteDeleted.v1':
      return { ...state, ...now, deleted_at: event.time };
    case 'notes.NoteRestored.v1':
      return { ...state, ...now, deleted_at: null };
  }
}

/** One literal: a state that is put together by spreading makes every later copy of it dear. */
function created(event: KnownNoteEvent & { readonly type: 'notes.NoteCreated.v1' }): NoteState {
  const { title, description, priority } = event.data;
  return {
    id: event.subject,
    title,
    description,
    priority,
    created_by: event.actor,
    created_at: event.time,
    updated_at: event.time,
    version: event.version,
    deleted_at: null,
  };
}

/** The note as clients see it, without the time of deletion. */
export function toNote(state: NoteState): Note {
  const { deleted_at: _, ...note } = state;
  return note;
}
