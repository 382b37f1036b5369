import { ProblemError } from '@notes/service';

/** The problem of a cursor that was not given out by the list that it is shown to. */
export const cursorRefused = (): ProblemError =>
  new ProblemError('invalid', 'The cursor is none that this list has given out.', {
    errors: [
      {
        parameter: 'cursor',
        code: 'bad-cursor',
        detail: 'Take the cursor from `next` of a page with the same filters and order, or leave it out to begin anew.',
      },
    ],
  });
