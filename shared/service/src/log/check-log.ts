import { readRecord, recordId, unreadId } from '@notes/kernel';
import type { LogAdmin } from '@notes/log';
import type pg from 'pg';
import type { Checkpoint } from './checkpoint.ts';
import { faultOfCheckpoint, faultOfLog, type LogIdentity, notSetUp } from './log-faults.ts';
import { readCheckpoints } from './read-checkpoints.ts';
import { readIdentity } from './read-identity.ts';

/** Whether the topic is the log that the database follows, and still holds all that has been applied; if not, why. */
export type LogCheck =
  | { readonly ok: true; readonly identity: LogIdentity }
  | { readonly ok: false; readonly fault: string };

type Servers = { readonly pool: pg.Pool; readonly admin: LogAdmin };

/**
 * Compares log and database: the epoch, the number of partitions, and for each partition the end and the record at the
 * checkpoint. Throws a LogError if Kafka cannot be asked, and what Postgres answers if Postgres cannot.
 */
export async function checkLog({ pool, admin }: Servers): Promise<LogCheck> {
  const identity = await readIdentity(pool);
  if (identity === undefined) return { ok: false, fault: notSetUp };
  const partitions = await admin.partitions();
  if (partitions === undefined) return { ok: false, fault: 'the topic does not exist: run `notes setup`' };
  const first = await admin.readRecord(0, 0);
  const fault = faultOfLog(identity, { partitions, opened: first && readRecord(first.key, first.value) });
  if (fault !== undefined) return { ok: false, fault };
  const faults = await faultsOfCheckpoints(admin, await readCheckpoints(pool));
  return faults.length === 0 ? { ok: true, identity } : { ok: false, fault: faults.join(' ') };
}

async function faultsOfCheckpoints(admin: LogAdmin, checkpoints: readonly Checkpoint[]): Promise<string[]> {
  const ends = await admin.endOffsets(checkpoints.map(({ partition }) => partition));
  const faults = await Promise.all(
    checkpoints.map(async (checkpoint) => {
      const end = ends.get(checkpoint.partition) ?? 0;
      const id = checkpoint.position < end ? await idAt(admin, checkpoint) : undefined;
      return faultOfCheckpoint(checkpoint, { end, recordId: id });
    }),
  );
  return faults.filter((fault) => fault !== undefined);
}

async function idAt(
  admin: LogAdmin,
  { partition, position, recordId: known }: Checkpoint,
): Promise<string | undefined> {
  if (known === null) return undefined;
  const record = await admin.readRecord(partition, position);
  // Older software may have applied it that could not read it yet.
  if (record && known === unreadId(record.value)) return known;
  return record && recordId(readRecord(record.key, record.value), record.value);
}
