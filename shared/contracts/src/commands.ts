import { type Static, Type } from 'typebox';
import { Description, noteDefaults, Priority, Title } from './note.ts';

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
