import type { Reading } from '@notes/kernel';
import type { Checkpoint } from './checkpoint.ts';

/** The log that the database follows. */
export type LogIdentity = { readonly epoch: string; readonly partitions: number };

export const notSetUp = 'set-up has not been run: run `notes setup`';

const forAPerson = 'Nothing is applied until the right log is back, or the database is set up anew for this one.';

/** Why the topic is not the log that the database follows, in words; undefined if it is. `opened` is partition 0's first record. */
export function faultOfLog(
  { epoch, partitions }: LogIdentity,
  topic: { readonly partitions: number; readonly opened: Reading | undefined },
): string | undefined {
  const { opened } = topic;
  if (opened?.kind !== 'log-opened') return 'the log does not begin with a LogOpened record: run `notes setup`';
  if (opened.epoch !== epoch)
    return `the log has been exchanged: the database follows ${epoch}, the topic holds ${opened.epoch}. ${forAPerson}`;
  if (topic.partitions !== partitions)
    return `the topic has ${topic.partitions} partitions, but the log was opened with ${partitions}. ${forAPerson}`;
  return undefined;
}

/** Why the log does not hold what a checkpoint stands for, in words; undefined if it does. */
export function faultOfCheckpoint(
  { partition, position, recordId }: Checkpoint,
  found: { readonly end: number; readonly recordId: string | undefined },
): string | undefined {
  if (position >= found.end)
    return `the log has been truncated: partition ${partition} ends at ${found.end}, but ${position} is applied. ${forAPerson}`;
  if (recordId === null || found.recordId === recordId) return undefined;
  return `the log has been exchanged: partition ${partition} holds ${found.recordId ?? 'nothing'} at ${position}, but ${recordId} is applied. ${forAPerson}`;
}
