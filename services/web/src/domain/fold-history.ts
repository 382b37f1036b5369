import type { NoteEvent } from '@notes/client';
import type { AnyNote } from './any-note.ts';
import { applyEvent } from './apply-event.ts';

/** A note as it was at a version, from its history. Undefined if the history does not reach back to the creation. */
export function foldHistory(events: readonly NoteEvent[], version = Number.POSITIVE_INFINITY): AnyNote | undefined {
  let note: AnyNote | undefined;
  for (const event of events) {
    if (event.version > version) break;
    note = applyEvent(note, event);
  }
  return note;
}
