import { type Static, Type } from 'typebox';
import { instantText, storableText, uuidText, visibleText } from './text.ts';

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

export const NoteId = Type.String({
  pattern: uuidText,
  description: 'Lower-case dashed UUID.',
  examples: ['3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60'],
});

export const Instant = Type.String({
  pattern: instantText,
  format: 'date-time',
  description: 'RFC 3339, UTC, with milliseconds.',
  examples: ['2026-01-31T12:00:00.000Z'],
});

export const Actor = Type.String({
  minLength: 1,
  maxLength: 255,
  pattern: storableText,
  description: 'Who acts: the subject of the token, or what X-User says when authentication is off.',
  examples: ['ada'],
});

export const Version = Type.Integer({
  format: 'int32',
  minimum: 1,
  maximum: 2_147_483_647,
  description: 'How many events the note has had. The strong ETag is this number in quotes.',
  examples: [1],
});

/** What a client may set of a note. */
export const noteFields = { title: Title, description: Description, priority: Priority };

/** The defaults of the fields that a client may leave out: all but the title. */
export const noteDefaults = { description: '', priority: 0 } as const;

const members = {
  id: NoteId,
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
