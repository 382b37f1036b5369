import type pg from 'pg';
import type { Checkpoint } from './checkpoint.ts';

/** How far each partition is applied. */
export async function readCheckpoints(pool: pg.Pool): Promise<readonly Checkpoint[]> {
  const { rows } = await pool.query<Checkpoint>({
    name: 'read-checkpoints',
    text: 'select partition, position, record_id as "recordId" from checkpoints order by partition',
  });
  return rows;
}
