import { Type } from 'typebox';
import { Note } from './note.ts';
import { Problem } from './problems.ts';

/** The problem `precondition-failed`, which shows what the precondition did not hold of. */
export const PreconditionProblem = Type.Object(
  {
    ...Problem.properties,
    current: Type.Optional(Note),
  },
  { $id: 'PreconditionProblem', description: '`current` is the note as it is now; absent if it is deleted.' },
);
