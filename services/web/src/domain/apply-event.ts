import type { NoteEvent } from '@notes/client';
import type { AnyNote } from './any-note.ts';

/**
 * What an event makes of a note. Undefined: it cannot be told, because the note is not known as it was right before. An event of a type that
 * this page does not know moves the version alone.
 */
export function applyEvent(note: AnyNote | undefined, event: NoteEvent): AnyNote | undefined {
  if (event.type === 'NoteCreated') return created(event);
  if (note === undefined || note.version !== event.version - 1) return undefined;
  const now = { updated_at: event.time, version: event.version };
  const { deleted_at: _, ...live } = note;
  switch (event.type) {
    case 'NoteRevised':
      return { ...note, ...event.data.changes, ...now };
    case 'NoteDeleted':
      return { ...note, ...now, deleted_at: event.time };
    case 'NoteRestored':
      return { ...live, ...now };
    default:
      return { ...note, ...now };
  }
}

const created = (event: NoteEvent & { readonly type: 'NoteCreated' }): AnyNote => ({
  id: event.note_id,
  ...event.data,
  created_by: event.actor,
  created_at: event.time,
  updated_at: event.time,
  version: event.version,
});
