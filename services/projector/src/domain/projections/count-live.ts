import type { NoteState } from '@notes/feature-notes/domain';

/** 1 for a note that is there and not deleted, else 0. */
export const countLive = (note: NoteState | undefined): 0 | 1 =>
  note === undefined || note.deleted_at !== null ? 0 : 1;
