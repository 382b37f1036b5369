import { Actor, Instant, SubjectId, storableText, Version, visibleText } from '@notes/contracts';
import { type Static, Type } from 'typebox';

// Something like a note, with a rule of every kind.

const title = Type.String({ minLength: 1, maxLength: 200, pattern: visibleText, description: 'The title.' });
const description = Type.String({ maxLength: 20_000, pattern: storableText, description: 'The text.' });
const priority = Type.Integer({
  ...{ format: 'int32', minimum: -2_147_483_648, maximum: 2_147_483_647 },
  description: 'The priority.',
});
const times = { created_at: Instant, updated_at: Instant };
const closed = { additionalProperties: false };

export const Note = Type.Object(
  { id: SubjectId, title, description, priority, created_by: Actor, ...times, version: Version },
  { ...closed, $id: 'Note' },
);
export type Note = Static<typeof Note>;

export const NoteBody = Type.Object(
  { title, description: Type.Optional(description), priority: Type.Optional(priority) },
  { ...closed, $id: 'NoteBody' },
);

export const BulkBody = Type.Object({ notes: Type.Array(NoteBody) }, { ...closed, $id: 'BulkBody' });
