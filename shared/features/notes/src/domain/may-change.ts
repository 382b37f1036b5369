import type { Caller } from './command.ts';
import type { NoteState } from './evolve.ts';

/** Who may change a note: its author, or whoever may change any. */
export const mayChange = (caller: Caller, state: Pick<NoteState, 'created_by'>): boolean =>
  caller.may === 'any' || caller.subject === state.created_by;
