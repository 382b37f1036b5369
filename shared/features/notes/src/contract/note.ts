import { bodyOf, itemOf, patchOf, preconditionProblemOf, storableText, visibleText } from '@notes/contracts';
import { type Static, Type } from 'typebox';

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

/** A note as every service answers it: all members always present. */
export const Note = itemOf('Note', 'note', noteFields);
export type Note = Static<typeof Note>;

/** The body of a create and of a replace. What is left out takes its default, also on a replace. */
export const NoteBody = bodyOf('NoteBody', noteFields, noteDefaults);
export type NoteBody = Static<typeof NoteBody>;

/** What a client may set of a note, all of it. */
export type NoteFields = Required<NoteBody>;

/** A JSON Merge Patch (RFC 7396) of a note: what is left out stays, null takes the default, and a title has none. */
export const NotePatch = patchOf('NotePatch', noteFields, noteDefaults);
export type NotePatch = Static<typeof NotePatch>;

export const PreconditionProblem = preconditionProblemOf('', 'note', Note);
