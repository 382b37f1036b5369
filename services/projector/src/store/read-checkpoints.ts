import type pg from 'pg';
import type { Checkpoint } from '../domain/checkpoint.ts';
import { type CheckpointRow, toCheckpoint } from './lock-checkpoints.ts';

/** All checkpoints, by partition. */
export async function readCheckpoints(pool: pg.Pool): Promise<Map<number, Checkpoint>> {
  const { rows } = await pool.query<CheckpointRow>(
    'select partition, position, record_id, journal_pos from checkpoints order by partition',
  );
  return new Map(rows.map((row) => [row.partition, toCheckpoint(row)]));
}

/** Gives each partition of the log a checkpoint at its beginning, where it has none. Set-up does so too. */
export async function addCheckpoints(pool: pg.Pool, partitions: number): Promise<void> {
  await pool.query(
    'insert into checkpoints (partition, position) select generate_series(0, $1::int - 1), -1 on conflict do nothing',
    [partitions],
  );
}
