import type { NoteEvent } from '@notes/client';
import type { Effect, SubjectEvent } from '@notes/page/subjects';
import { type Content, emptyContent } from './content.ts';

/** An event of a note as every view folds it. */
export const eventOf = (event: NoteEvent): SubjectEvent<Content> => {
  const { note_id: id, version, time, actor } = event;
  return { id, version, time, actor, effect: effectOf(event) };
};

function effectOf(event: NoteEvent): Effect<Content> {
  switch (event.type) {
    case 'NoteCreated':
      return { kind: 'creates', content: { ...emptyContent, ...event.data } };
    case 'NoteRevised':
      return { kind: 'changes', changes: event.data.changes };
    case 'NoteDeleted':
      return { kind: 'deletes' };
    case 'NoteRestored':
      return { kind: 'restores' };
    default:
      return { kind: 'unknown' };
  }
}
