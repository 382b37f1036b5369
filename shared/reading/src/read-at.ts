import { covers, type Position } from '@notes/kernel';
import { ProblemError } from '@notes/service';
import type { Freshness } from './freshness.ts';
import { readPosition } from './position-table.ts';
import type { ProgressWatch } from './progress-watch.ts';

/**
 * Runs a read, whose answer tells the position of the snapshot it was taken of. If that is not as far as wanted, waits
 * until the read model is, and reads again: what counts is always the snapshot of the answer itself, never what was seen
 * earlier, for a crash of Postgres may take it some way back. A read that is known to come too early is not even begun.
 * Throws the problems `epoch-changed`, `not-caught-up` (the deadline came first), `unavailable` (the database follows another log than
 * it must) and whatever the read throws; the reason of the signal when it is aborted.
 */
export async function readAt<T extends { readonly position: string }>(
  read: () => Promise<T>,
  wanted: Freshness | undefined,
  progress: ProgressWatch,
): Promise<T> {
  if (wanted === undefined) {
    const answer = await read();
    if (!isOf(answer.position, progress.epoch())) throw otherLog();
    return answer;
  }
  const reached = (position: Position): boolean => {
    const epoch = progress.epoch();
    if (epoch !== undefined && position.epoch !== epoch) throw otherLog();
    return reaches(position, wanted.position);
  };
  if (progress.isBehind(wanted.position)) await progress.until(reached, wanted);
  for (;;) {
    const since = progress.sightings;
    const answer = await read();
    if (reached(readPosition(answer.position))) return answer;
    await progress.until(reached, { ...wanted, since });
  }
}

function reaches(position: Position, wanted: Position): boolean {
  if (position.epoch !== wanted.epoch)
    throw new ProblemError(
      'epoch-changed',
      `The token is of log ${wanted.epoch}, and this is log ${position.epoch}. Read without a token.`,
    );
  return covers(position.offsets, wanted.offsets);
}

/** Whether a position is of this log, as far as that is known. */
const isOf = (position: string, epoch: string | undefined): boolean =>
  epoch === undefined || (position.startsWith(epoch) && position[epoch.length] === ':');

/** A database that was put in the place of the right one would show what belongs to somebody else. */
const otherLog = (): ProblemError =>
  new ProblemError('unavailable', 'The database belongs to another log than this service. Nothing was read.');
