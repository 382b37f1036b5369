import { fromBeginning, idInRecord, type Next, positionOf, unreadId } from '@notes/kernel';
import type { LogAdmin } from '@notes/log';
import type pg from 'pg';
import { findOpened } from './find-opened.ts';
import type { Checkpoint } from './followed-log.ts';
import { type LogIdentity, readCheckpoints, readIdentity } from './followed-log.ts';
import { type Found, faultOfCheckpoint, faultOfLog, isProvedBy, notSetUp, unproved } from './log-faults.ts';

/** Whether the topic is the log that the database follows, and still holds all that has been applied; if not, why. */
export type LogCheck =
  | { readonly ok: true; readonly identity: LogIdentity }
  | { readonly ok: false; readonly fault: string };

type Servers = { readonly pool: pg.Pool; readonly admin: LogAdmin };

/**
 * Compares log and database: the epoch, the number of partitions, and for each partition where it begins and ends and the record at the
 * checkpoint. The epoch stands in the first records of the log; where somebody has deleted them, the records at the checkpoints show
 * that it is the same log. Throws a LogError if Kafka cannot be asked, and what Postgres answers if Postgres cannot.
 */
export async function checkLog({ pool, admin }: Servers): Promise<LogCheck> {
  const identity = await readIdentity(pool);
  if (identity === undefined) return { ok: false, fault: notSetUp };
  const partitions = await admin.partitions();
  if (partitions === undefined) return { ok: false, fault: 'the topic does not exist: run `notes setup`' };
  const beginning = await findOpened(admin, Math.min(partitions, identity.partitions));
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
