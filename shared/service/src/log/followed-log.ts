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

/** The checkpoint of each partition, in their order. */
export async function readCheckpoints(pool: pg.Pool): Promise<readonly Checkpoint[]> {
  const { rows } = await pool.query<CheckpointRow>({
    name: 'read-checkpoints',
    text: `select ${checkpointColumns} from checkpoints order by partition`,
  });
  return rows.map(checkpointOfRow);
}
