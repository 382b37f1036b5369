/*
 * The notes, from their events to their routes. What there is:
 *
 *   commands     createNote, replaceNote, updateNote, deleteNote, restoreNote,
 *                createNotes, deleteNotes                                         write/index.ts
 *   events       NoteCreated, NoteRevised, NoteDeleted, NoteRestored              contract/events.ts
 *   decisions    what a command comes to, and what an event makes of a note       domain/decide.ts, evolve.ts
 *   projections  notes, stats_{totals,authors,priorities,days}                     project/
 *   messages     the calls and channels of the websocket                         contract/messages.ts
 *   queries      getNote, listNotes, listNoteEvents, getStats                     read/
 */
export { note, noteRecords } from './domain/index.ts';
export { registerNoteReads } from './read/index.ts';
export { registerNoteWrites } from './write/index.ts';
