import { type Static, type TOptional, type TSchema, type TUnsafe, Type } from 'typebox';
import { Note, noteDefaults, noteFields } from './note.ts';

type Defaulted = keyof typeof noteDefaults;
type Field<Name extends Defaulted> = (typeof noteFields)[Name];

/** A schema for each field that has a default. */
const each = (schemaOf: (name: Defaulted) => TSchema): Record<string, TSchema> =>
  Object.fromEntries((Object.keys(noteDefaults) as Defaulted[]).map((name) => [name, Type.Optional(schemaOf(name))]));

/** The body of a create and of a replace. What is left out takes its default, also on a replace. */
export const NoteBody = Type.Object(
  {
    title: noteFields.title,
    ...(each((name) => ({ ...noteFields[name], default: noteDefaults[name] })) as {
      [Name in Defaulted]: TOptional<Field<Name>>;
    }),
  },
  { $id: 'NoteBody', additionalProperties: false },
);
export type NoteBody = Static<typeof NoteBody>;

/**
 * A JSON Merge Patch (RFC 7396) of a note: what is left out stays, null takes the default, and a title has none. As plain
 * types with null, not unions, so that a mistake is told by its own rule.
 */
export const NotePatch = Type.Object(
  {
    title: Type.Optional(noteFields.title),
    ...(each((name) => Type.Unsafe({ ...noteFields[name], type: [noteFields[name].type, 'null'] })) as {
      [Name in Defaulted]: TOptional<TUnsafe<Static<Field<Name>> | null>>;
    }),
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
