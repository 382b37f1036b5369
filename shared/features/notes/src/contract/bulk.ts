import { bulkDeleteParametersOf, bulkOf } from '@notes/contracts';
import { Note, NoteBody } from './note.ts';
import { noteFilters } from './note-query.ts';

export const { BulkBody, BulkCreated, BulkDeleted } = bulkOf('notes', '', NoteBody, Note);

/** Which notes a bulk delete is for: those that the filters let through, or all of them. */
export const BulkDeleteParameters = bulkDeleteParametersOf('notes', noteFilters);
