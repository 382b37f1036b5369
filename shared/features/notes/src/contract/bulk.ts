import { Count } from '@notes/contracts';
import { type Static, Type } from 'typebox';
import { Note, NoteBody } from './note.ts';
import { noteFilters } from './note-query.ts';

/** Most notes that one bulk request may create. */
const maxBulkNotes = 500;

export const BulkBody = Type.Object(
  { notes: Type.Array(NoteBody, { minItems: 1, maxItems: maxBulkNotes, description: 'The notes to create.' }) },
  { $id: 'BulkBody', additionalProperties: false },
);
export type BulkBody = Static<typeof BulkBody>;

export const BulkCreated = Type.Object(
  { notes: Type.Array(Note, { description: 'The notes, in the order of the request.' }) },
  { $id: 'BulkCreated' },
);

/** Which notes a bulk delete is for: those that the filters let through, or all of them. */
export const BulkDeleteParameters = Type.Object(
  {
    ...noteFilters,
    all: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Needed where there is no filter: every note is meant. An empty `search` is no filter.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type BulkDeleteParameters = Static<typeof BulkDeleteParameters>;

export const BulkDeleted = Type.Object(
  { deleted: Count('How many notes this request has deleted.', 3) },
  { $id: 'BulkDeleted', additionalProperties: false },
);
export type BulkDeleted = Static<typeof BulkDeleted>;
