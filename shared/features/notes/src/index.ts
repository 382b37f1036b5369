import type { ResourceSchemas } from '@notes/contracts';
import { ListParameters, Note, NoteBody, NotePatch, noteNames } from './contract/index.ts';
import { note } from './domain/index.ts';

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

const schemas: ResourceSchemas = { Item: Note, Body: NoteBody, Patch: NotePatch, Query: ListParameters };

/** The notes, for those to whom all resources are alike: the command line, and consumers of the log. */
export const notes = { ...noteNames, ...schemas, aggregate: note };
