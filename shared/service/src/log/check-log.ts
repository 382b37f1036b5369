import {
  type Checkpoint,
  fromBeginning,
  idInRecord,
  type LogOpened,
  type Next,
  positionOf,
  readLogOpened,
  unreadId,
} from '@notes/kernel';
import type { LogAdmin } from '@notes/log';
import type pg from 'pg';
import { type LogIdentity, readCheckpoints, readIdentity } from './followed-log.ts';

/** Whether the topic is the log that the database follows, and still holds all that has been applied; if not, why. */
export type LogCheck =
  | { readonly ok: true; readonly identity: LogIdentity }
  | { readonly ok: false; readonly fault: string };

type Servers = { readonly pool: pg.Pool; readonly admin: LogAdmin };

/**
 * Compares log and database: the epoch, the number of partitions, and for each partition where it begins and ends and the record at the
 * checkpoint. The epoch stands in the first records of the log; where those have been deleted, the records at the checkpoints show
 * that it is the same log. Throws a LogError if Kafka is unavailable, and the error of pg if Postgres is.
 */
export async function checkLog({ pool, admin }: Servers): Promise<LogCheck> {
  const identity = await readIdentity(pool);
  if (identity === undefined) return { ok: false, fault: notSetUp };
  const partitions = await admin.partitions();
  if (partitions === undefined) return { ok: false, fault: 'the topic does not exist: run `notes setup`' };
  const beginning = await findOpened(admin, allOf(Math.min(partitions, identity.partitions)));
  const fault = faultOfLog(identity, { partitions, ...beginning });
  if (fault !== undefined) return { ok: false, fault };
  const found = await lookAt(admin, await readCheckpoints(pool), beginning.starts);
  const faults = found
    .map(([checkpoint, here]) => faultOfCheckpoint(checkpoint, here))
    .filter((each) => each !== undefined);
  if (faults.length > 0) return { ok: false, fault: faults.join(' ') };
  if (beginning.opened === undefined && !isProvedBy(found)) return { ok: false, fault: unproved(identity) };
  return { ok: true, identity };
}

async function lookAt(
  admin: LogAdmin,
  checkpoints: readonly Checkpoint[],
  starts: ReadonlyMap<number, Next>,
): Promise<(readonly [Checkpoint, Found])[]> {
  const ends = await admin.endOffsets(checkpoints.map(({ partition }) => partition));
  return Promise.all(
    checkpoints.map(async (checkpoint) => {
      const { partition, next } = checkpoint;
      const [start, end] = [starts.get(partition) ?? fromBeginning, ends.get(partition) ?? fromBeginning];
      const isThere = start < next && next <= end;
      return [checkpoint, { start, end, recordId: isThere ? await idAt(admin, checkpoint) : undefined }] as const;
    }),
  );
}

async function idAt(admin: LogAdmin, { partition, next, recordId: known }: Checkpoint): Promise<string | undefined> {
  if (known === null) return undefined;
  const record = await admin.readRecord(partition, positionOf(next));
  // Older software may have applied it that could not read it yet.
  if (record && known === unreadId(record.value)) return known;
  return record && idInRecord(record.value);
}

export const notSetUp = 'set-up has not been run: run `notes setup`';

/** That the database follows one log, and the topic holds another: a wrong address of either, or a backup of another system. */
export const otherLog = (database: string, topic: string): string =>
  `the log has been exchanged: the database follows ${database}, the topic holds ${topic}. ${untilMended}`;

const untilMended = 'Nothing is applied until the right log is back, or the database is set up anew for this one.';

/**
 * Why the topic is not the log that the database follows, in words; undefined if it is, as far as the topic's own beginning shows: where
 * that has been deleted, the checkpoints show it (see faultOfCheckpoint).
 *
 * Partitions beyond those that the log was opened with are none of the log's: Kafka cannot take them back, so all readers ignore them.
 */
export function faultOfLog(
  { epoch, partitions }: LogIdentity,
  topic: { readonly partitions: number } & Beginning,
): string | undefined {
  const { opened, starts } = topic;
  if (opened === undefined && starts.get(0) === 0)
    return 'the log does not begin with a LogOpened record: run `notes setup`';
  if (opened !== undefined && opened.epoch !== epoch) return otherLog(epoch, opened.epoch);
  if (topic.partitions < partitions)
    return `the topic has ${topic.partitions} partitions, but the log was opened with ${partitions}. ${untilMended}`;
  return undefined;
}

/** What is found of a partition: where it begins and ends, and what the record at the checkpoint is called. */
type Found = { readonly start: Next; readonly end: Next; readonly recordId: string | undefined };

/** Why the log does not hold what a checkpoint stands for, in words; undefined if it does. */
export function faultOfCheckpoint({ partition, next, recordId }: Checkpoint, found: Found): string | undefined {
  if (next > found.end)
    return `the log has been truncated: partition ${partition} ends at ${found.end}, but ${positionOf(next)} is applied. ${untilMended}`;
  if (next < found.start) return deletedFault(partition, positionOf(next), found.start);
  if (isDeleted(next, found) || recordId === null || found.recordId === recordId) return undefined;
  return `the log has been exchanged: partition ${partition} holds ${found.recordId ?? 'nothing'} at ${positionOf(next)}, but ${recordId} is applied. ${untilMended}`;
}

function deletedFault(partition: number, position: number, start: number): string {
  const what = `partition ${partition} begins at ${start}, all before that has been deleted from the log`;
  if (position < 0) return `${what}: no database can be built from it any more. Restore one that has applied it.`;
  return `${what}, but the database has applied it up to ${position} only. Restore a database that has applied more.`;
}

/** That the record at a checkpoint has been deleted loses nothing: all that is not applied is still there. */
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
const unproved = ({ epoch }: LogIdentity): string =>
  `the beginning of the log has been deleted, and no record that is left shows that it is ${epoch}, which the database follows. ${untilMended}`;

/** The record that opens the log, and the first offset of each partition that has not been deleted. */
export type Beginning = {
  readonly opened: LogOpened | undefined;
  readonly starts: ReadonlyMap<number, Next>;
};

/** The numbers of so many partitions. */
export const allOf = (partitions: number): readonly number[] =>
  Array.from({ length: partitions }, (_, partition) => partition);

/**
 * Looks where these partitions begin, and for the record that opens the log: the first of partition 0, or, where that has been deleted
 * or is not among them, of the first other one that still has it. Rejects with a LogError.
 */
export async function findOpened(
  admin: Pick<LogAdmin, 'readRecord' | 'startOffsets'>,
  partitions: readonly number[],
): Promise<Beginning> {
  const starts = await admin.startOffsets(partitions);
  for (const [partition, start] of [...starts].sort(([a], [b]) => a - b)) {
    if (start > 0) continue;
    const first = await admin.readRecord(partition, 0);
    const opened = first && readLogOpened(first.key, first.value);
    if (opened !== undefined) return { opened, starts };
    if (partition === 0) break;
  }
  return { opened: undefined, starts };
}
