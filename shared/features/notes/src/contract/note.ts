import {
  bodyOf,
  integer,
  itemOf,
  type KeptFields,
  keptOf,
  patchOf,
  preconditionProblemOf,
  text,
  writtenOf,
} from '@notes/contracts';
import type { Static } from 'typebox';

/** What a client may set of a note. */
export const noteFields = {
  title: text({
    ...{ min: 1, max: 200, visible: true, example: 'Buy milk' },
    description: 'What the note is about: 1 to 200 characters, not only white space. Stored as given, never trimmed.',
  }),
  description: text({
    ...{ max: 20_000, example: 'Two litres, the blue one.' },
    description: 'The body of the note: up to 20,000 characters.',
  }),
  priority: integer({ description: 'Any 32-bit integer. What it means is yours to say.', example: 1 }),
};
export type NoteFields = KeptFields<typeof noteFields>;

/** The defaults of the fields that a client may leave out: all but the title. */
export const noteDefaults = { description: '', priority: 0 } as const;

/** A note as every service answers it: all members always present. */
export const Note = itemOf('Note', 'note', keptOf(noteFields));
export type Note = Static<typeof Note>;

/** The body of a create and of a replace. What is left out takes its default, also on a replace. */
export const NoteBody = bodyOf('NoteBody', writtenOf(noteFields), noteDefaults);
export type NoteBody = Static<typeof NoteBody>;

/** A JSON Merge Patch (RFC 7396) of a note: what is left out stays, null takes the default, and a title has none. */
export const NotePatch = patchOf('NotePatch', writtenOf(noteFields), noteDefaults);
export type NotePatch = Static<typeof NotePatch>;

export const PreconditionProblem = preconditionProblemOf('', 'note', Note);
