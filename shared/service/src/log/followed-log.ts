import { type Checkpoint, nextOf } from '@notes/kernel';
import type pg from 'pg';

/** The log that the database follows. */
export type LogIdentity = { readonly epoch: string; readonly partitions: number };

const undefinedTable = '42P01';

/** Which log the database follows; undefined before set-up has been run. */
export async function readIdentity(pool: pg.Pool): Promise<LogIdentity | undefined> {
  try {
    const { rows } = await pool.query<LogIdentity>('select epoch, partitions from log_identity');
    return rows[0];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === undefinedTable) return undefined;
    throw error;
  }
}

export type CheckpointRow = Omit<Checkpoint, 'next'> & { readonly position: number };

/** The columns of a checkpoint, for a select. */
export const checkpointColumns = 'partition, position, record_id as "recordId", journal_pos as "journalPos"';

export const checkpointOfRow = ({ partition, position, recordId, journalPos }: CheckpointRow): Checkpoint => ({
  partition,
  next: nextOf(position),
  recordId,
  journalPos,
});

/** What projectors know that do not say so: they are of a time when there was nothing else. */
const ofOldSoftware = 'notes';

/**
 * The families of events that the projectors of all partitions know: each has said so with the position where its partition is. An
 * event of any other would be skipped as malformed.
 */
export async function readKnownFamilies(pool: pg.Pool): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ families: string }>({
    name: 'read-known-families',
    text: `select distinct case when families_at = position then families else $1 end as families from checkpoints`,
    values: [ofOldSoftware],
  });
  const [first, ...others] = rows.map(({ families }) => new Set(families.split(',')));
  return new Set([...(first ?? [])].filter((family) => others.every((known) => known.has(family))));
}

/** The checkpoint of each partition, in their order. */
export async function readCheckpoints(pool: pg.Pool): Promise<readonly Checkpoint[]> {
  const { rows } = await pool.query<CheckpointRow>({
    name: 'read-checkpoints',
    text: `select ${checkpointColumns} from checkpoints order by partition`,
  });
  return rows.map(checkpointOfRow);
}
