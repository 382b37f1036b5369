import { type Static, Type } from 'typebox';
import { Description, Note, noteDefaults, Priority, Title } from './note.ts';

/** The body of a create and of a replace. What is left out takes its default, also on a replace. */
export const NoteBody = Type.Object(
  {
    title: Title,
    description: Type.Optional({ ...Description, default: noteDefaults.description }),
    priority: Type.Optional({ ...Priority, default: noteDefaults.priority }),
  },
  { $id: 'NoteBody', additionalProperties: false },
);
export type NoteBody = Static<typeof NoteBody>;

const orNull = <T extends { type: string }>(schema: T) => ({
  ...schema,
  type: [schema.type, 'null'],
});

/**
 * A JSON Merge Patch (RFC 7396) of a note: what is left out stays, null takes the default, and a title has none. As plain
 * types with null, not unions, so that a mistake is told by its own rule.
 */
export const NotePatch = Type.Object(
  {
    title: Type.Optional(Title),
    description: Type.Optional(Type.Unsafe<string | null>(orNull(Description))),
    priority: Type.Optional(Type.Unsafe<number | null>(orNull(Priority))),
  },
  { $id: 'NotePatch', additionalProperties: false },
);
export type NotePatch = Static<typeof NotePatch>;

/** Most notes that one bulk request may create. */
export const maxBulkNotes = 500;

export const BulkBody = Type.Object(
  { notes: Type.Array(NoteBody, { minItems: 1, maxItems: maxBulkNotes, description: 'The notes to create.' }) },
  { $id: 'BulkBody', additionalProperties: false },
);
export type BulkBody = Static<typeof BulkBody>;

export const BulkCreated = Type.Object(
  { notes: Type.Array(Note, { description: 'The notes, in the order of the request.' }) },
  { $id: 'BulkCreated' },
);
