import { Actor, Instant, Nullable, Problem, SubjectId, storableText, Version, visibleText } from '@notes/contracts';
import { type Static, type TOptional, type TSchema, Type } from 'typebox';

/** Lengths are in code points, as JSON Schema counts them. */
export const Title = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: visibleText,
  description: 'What the note is about: 1 to 200 characters, not only white space. Stored as given, never trimmed.',
  examples: ['Buy milk'],
});

export const Description = Type.String({
  maxLength: 20_000,
  pattern: storableText,
  description: 'The body of the note: up to 20,000 characters.',
  examples: ['Two litres, the blue one.'],
});

export const Priority = Type.Integer({
  format: 'int32',
  minimum: -2_147_483_648,
  maximum: 2_147_483_647,
  description: 'Any 32-bit integer. What it means is yours to say.',
  examples: [1],
});

/** What a client may set of a note. */
export const noteFields = { title: Title, description: Description, priority: Priority };

/** The defaults of the fields that a client may leave out: all but the title. */
export const noteDefaults = { description: '', priority: 0 } as const;

const members = {
  id: SubjectId,
  ...noteFields,
  created_by: Actor,
  created_at: Instant,
  updated_at: Instant,
  version: Version,
};

/** A note as every service answers it: all members always present. */
export const Note = Type.Object(members, {
  $id: 'Note',
  additionalProperties: false,
  description: 'A note as it is at one version.',
});
export type Note = Static<typeof Note>;

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

/** What a client may set of a note, all of it. */
export type NoteFields = Required<NoteBody>;

/**
 * A JSON Merge Patch (RFC 7396) of a note: what is left out stays, null takes the default, and a title has none.
 */
export const NotePatch = Type.Object(
  {
    title: Type.Optional(noteFields.title),
    ...(each((name) => Nullable(noteFields[name])) as {
      [Name in Defaulted]: TOptional<Nullable<Field<Name>>>;
    }),
  },
  { $id: 'NotePatch', additionalProperties: false },
);
export type NotePatch = Static<typeof NotePatch>;

/** The problem `precondition-failed`, which shows what the precondition did not hold of. */
export const PreconditionProblem = Type.Object(
  {
    ...Problem.properties,
    current: Type.Optional(Note),
  },
  { $id: 'PreconditionProblem', description: '`current` is the note as it is now; absent if it is deleted.' },
);
