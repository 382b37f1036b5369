import { isKnownType } from '@notes/kernel';
import { type JournalRow, lastVersion, selectHistory } from '@notes/reading';
import { ProblemError } from '@notes/service';
import type { Pool } from 'pg';
import type { Note } from '../contract/index.ts';
import { evolve, type KnownNoteEvent, type NoteState, note, toNote } from '../domain/index.ts';

/** A point in a note's life: right after its nth event, or at a time (RFC 3339, UTC). */
export type Moment = { readonly version: number } | { readonly at: string };

const eventsAtOnce = 500;

/**
 * A note as it was, folded from its events; undefined if it did not exist then, or was deleted. The position is one that the
 * answer holds for: what is in the journal stays there, so the first statement's does, however many follow. Throws the
 * problem `note-blocked` if an event up to then is of a type that this software does not know.
 */
export async function readNoteThen(
  pool: Pool,
  noteId: string,
  moment: Moment,
): Promise<{ readonly position: string; readonly note: Note | undefined }> {
  const upTo = 'version' in moment ? moment.version : lastVersion;
  const until = 'at' in moment ? moment.at : 'infinity';
  let state: NoteState | undefined;
  let position: string | undefined;
  for (;;) {
    const page = await selectHistory(pool, noteId, { after: state?.version ?? 0, upTo, until, limit: eventsAtOnce });
    position ??= page.position;
    for (const row of page.rows) state = evolve(state, toEvent(noteId, row));
    if (page.rows.length === eventsAtOnce) continue;
    const exists =
      state !== undefined && state.deleted_at === null && (!('version' in moment) || state.version === upTo);
    return { position, note: exists && state !== undefined ? toNote(state) : undefined };
  }
}

/** What an event has that a state is made of. */
function toEvent(noteId: string, [, , version, type, time, actor, data]: JournalRow): KnownNoteEvent {
  if (!isKnownType(note.events, type))
    throw new ProblemError(
      'note-blocked',
      `Event ${version} of the note is of the type ${type}, which this version of the software does not know.`,
    );
  return { subject: noteId, version, type, time, actor, data: JSON.parse(data) } as KnownNoteEvent;
}
