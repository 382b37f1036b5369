import type { NoteState } from '@notes/kernel';
import type { Caller } from './command.ts';

/** Who may change a note: its author, or whoever may change any. */
export const mayChange = (caller: Caller, state: Pick<NoteState, 'created_by'>): boolean =>
  caller.may === 'any' || caller.subject === state.created_by;
