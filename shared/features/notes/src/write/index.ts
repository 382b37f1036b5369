import { type Writable, type Writes, writesOf } from '@notes/writing/http';
import {
  BulkBody,
  BulkCreated,
  BulkDeleted,
  BulkDeleteParameters,
  Note,
  NoteBody,
  type NoteFields,
  type NoteFilters,
  NotePatch,
  PreconditionProblem,
  type SortMember,
} from '../contract/index.ts';
import { note } from '../domain/index.ts';
import { noteSource } from '../read/note-source.ts';

/** The notes, as they are written. */
export const writableNotes: Writable<NoteFields, NoteFilters, SortMember> = {
  name: 'note',
  path: '/v1/notes',
  tag: 'notes',
  source: noteSource,
  schemas: {
    ...{ Item: Note, Body: NoteBody, Patch: NotePatch, BulkBody, BulkCreated },
    ...{ BulkDeleteParameters, BulkDeleted, PreconditionProblem },
  },
};

/** All writes of notes. */
export const noteWrites: Writes = writesOf(note, writableNotes);
