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

/** How far each partition is applied. */
export async function readCheckpoints(pool: pg.Pool): Promise<readonly Checkpoint[]> {
  const { rows } = await pool.query<Checkpoint>({
    name: 'read-checkpoints',
    text: 'select partition, position, record_id as "recordId" from checkpoints order by partition',
  });
  return rows;
}

/** How far the database has applied a partition: the offset of the last record (-1: none), and that record's name. */
export type Checkpoint = { readonly partition: number; readonly position: number; readonly recordId: string | null };
