import { covers, type Position, parsePosition } from '@notes/kernel';
import { ProblemError } from '../problem-error.ts';
import type { ProgressWatch } from './progress-watch.ts';

/** How fresh an answer has to be: at `position` or later, waiting until `deadline` (on the clock of `performance.now`). */
export type Wanted = { readonly position: Position; readonly deadline: number; readonly signal: AbortSignal };

/**
 * Runs a read, whose answer tells the position of the snapshot it was taken of. If that is not as far as wanted, waits
 * until the read model is, and reads again: what counts is always the snapshot of the answer itself, never what was seen
 * earlier, for a crash of Postgres may take it some way back.
 * Throws the problems `epoch-changed`, `not-caught-up` (the deadline came first) and whatever the read throws; the reason
 * of the signal when it is aborted.
 */
export async function readAt<T extends { readonly position: string }>(
  read: () => Promise<T>,
  wanted: Wanted | undefined,
  progress: ProgressWatch,
): Promise<T> {
  for (;;) {
    const answer = await read();
    if (wanted === undefined || reaches(answer.position, wanted.position)) return answer;
    await progress.until((position) => reaches(position, wanted.position), wanted);
  }
}

function reaches(text: string, wanted: Position): boolean {
  const position = parsePosition(text);
  if (position === undefined) throw new Error(`the database gave ${text} for a position`);
  if (position.epoch !== wanted.epoch)
    throw new ProblemError(
      'epoch-changed',
      `The token is of log ${wanted.epoch}, and this is log ${position.epoch}. Read without a token.`,
    );
  return covers(position.offsets, wanted.offsets);
}
