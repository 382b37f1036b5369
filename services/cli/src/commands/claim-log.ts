import type { Pool } from 'pg';
import type { OpenedLog } from './open-log.ts';

/**
 * Writes into an empty database whose log it follows, and where each partition stands. Rejects if the database follows
 * another log already.
 */
export async function claimLog(pool: Pool, { epoch, partitions }: OpenedLog): Promise<void> {
  await pool.query('insert into log_identity (epoch, partitions) values ($1, $2) on conflict do nothing', [
    epoch,
    partitions,
  ]);
  const { rows } = await pool.query<OpenedLog>('select epoch, partitions from log_identity');
  const followed = rows[0];
  if (followed?.epoch !== epoch) {
    throw new Error(
      `this database follows the log ${followed?.epoch}, but the topic holds the log ${epoch}. ` +
        'Point DATABASE_URL at an empty database to build the read models of this log from its beginning, or KAFKA_BROKERS and NOTES_TOPIC at the other log.',
    );
  }
  await pool.query(
    'insert into checkpoints (partition, position) select p, -1 from generate_series(0, $1::integer - 1) p on conflict do nothing',
    [partitions],
  );
}
