import { type Next, positionOf } from '@notes/kernel';
import type { Beginning } from './find-opened.ts';
import type { Checkpoint, LogIdentity } from './followed-log.ts';

export const notSetUp = 'set-up has not been run: run `notes setup`';

const forAPerson = 'Nothing is applied until the right log is back, or the database is set up anew for this one.';

/**
 * Why the topic is not the log that the database follows, in words; undefined if it is, as far as the topic's own beginning tells: where
 * that has been deleted, the checkpoints tell (see faultOfCheckpoint).
 *
 * Partitions beyond those that the log was opened with are none of the log's: Kafka cannot take them back, so everybody goes on without.
 */
export function faultOfLog(
  { epoch, partitions }: LogIdentity,
  topic: { readonly partitions: number } & Beginning,
): string | undefined {
  const { opened, starts } = topic;
  if (opened === undefined && starts.get(0) === 0)
    return 'the log does not begin with a LogOpened record: run `notes setup`';
  if (opened !== undefined && opened.epoch !== epoch)
    return `the log has been exchanged: the database follows ${epoch}, the topic holds ${opened.epoch}. ${forAPerson}`;
  if (topic.partitions < partitions)
    return `the topic has ${topic.partitions} partitions, but the log was opened with ${partitions}. ${forAPerson}`;
  return undefined;
}

/** What is found of a partition: where it begins and ends, and what the record at the checkpoint is called. */
export type Found = { readonly start: Next; readonly end: Next; readonly recordId: string | undefined };

/** Why the log does not hold what a checkpoint stands for, in words; undefined if it does. */
export function faultOfCheckpoint({ partition, next, recordId }: Checkpoint, found: Found): string | undefined {
  if (next > found.end)
    return `the log has been truncated: partition ${partition} ends at ${found.end}, but ${positionOf(next)} is applied. ${forAPerson}`;
  if (next < found.start) return deletedFault(partition, positionOf(next), found.start);
  if (isDeleted(next, found) || recordId === null || found.recordId === recordId) return undefined;
  return `the log has been exchanged: partition ${partition} holds ${found.recordId ?? 'nothing'} at ${positionOf(next)}, but ${recordId} is applied. ${forAPerson}`;
}

function deletedFault(partition: number, position: number, start: number): string {
  const what = `partition ${partition} begins at ${start}, all before that has been deleted from the log`;
  if (position < 0) return `${what}: no database can be built from it any more. Restore one that has applied it.`;
  return `${what}, but the database has applied it up to ${position} only. Restore a database that has applied more.`;
}

/** That the record at a checkpoint has been deleted takes nothing from anybody: all that is not applied is still there. */
const isDeleted = (next: Next, { start }: Found): boolean => next <= start;

/**
 * Whether checkpoints alone show that this is the log which they were made for, although no record is left that opens it: the record at
 * one of them is still there, or every partition begins exactly where the database is.
 */
export function isProvedBy(checkpoints: readonly (readonly [Checkpoint, Found])[]): boolean {
  const isSame = ([{ recordId }, found]: readonly [Checkpoint, Found]): boolean =>
    recordId !== null && found.recordId === recordId;
  return checkpoints.some(isSame) || checkpoints.every(([{ next }, { start }]) => start > 0 && start === next);
}

/** The beginning is deleted, and nothing of what is left shows whose log it is. */
export const unproved = ({ epoch }: LogIdentity): string =>
  `the beginning of the log has been deleted, and no record that is left shows that it is ${epoch}, which the database follows. ${forAPerson}`;
