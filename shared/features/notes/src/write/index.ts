import type { HttpApp } from '@notes/service';
import { registerWrites, type Writable, type WriteParts } from '@notes/writing/http';
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
import { noteSource } from '../read/note-source.ts';

/** The notes, as they are written. */
const writableNotes: Writable<NoteFields, NoteFilters, SortMember> = {
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
export const registerNoteWrites = (app: HttpApp, parts: WriteParts<NoteFields>): void =>
  registerWrites(app, writableNotes, parts);
