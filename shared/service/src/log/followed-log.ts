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

/**
 * How far a partition is applied. `position` is the offset of the last record applied (-1: none), `recordId` names that record
 * (null: there is none at that offset), `journalPos` is the position of the last event in the journal (null: none yet).
 */
export type Checkpoint = {
  readonly partition: number;
  readonly position: number;
  readonly recordId: string | null;
  readonly journalPos: number | null;
};

/** The checkpoint of each partition, in their order. */
export async function readCheckpoints(pool: pg.Pool): Promise<readonly Checkpoint[]> {
  const { rows } = await pool.query<Checkpoint>({
    name: 'read-checkpoints',
    text: `select partition, position, record_id as "recordId", journal_pos as "journalPos"
      from checkpoints order by partition`,
  });
  return rows;
}
