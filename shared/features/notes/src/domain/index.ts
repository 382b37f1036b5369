export * from './command.ts';
export type { Refusal } from './decide.ts';
export { evolve, type KnownNoteEvent, type NoteState, toNote } from './evolve.ts';
export * from './note.ts';
