import type { Pool } from 'pg';
import { type Excerpt, excerpt } from './excerpt.ts';

/** A record without effect, as the projector has listed it. */
export type DeadLetter = {
  readonly position: string;
  readonly reason: string;
  readonly detail: string;
  readonly key: Excerpt | null;
  readonly value: Excerpt | null;
  /** The stamp of the broker or the producer, as the topic takes them; null if that was no time. */
  readonly record_time: string | null;
  readonly recorded_at: string;
};

type Row = Omit<DeadLetter, 'position' | 'key' | 'value'> & {
  readonly partition: number;
  readonly pos: number;
  readonly key: Buffer | null;
  readonly key_bytes: number | null;
  readonly value: Buffer | null;
  readonly value_bytes: number | null;
};

const columns = 'partition, pos, reason, detail, key, key_bytes, value, value_bytes, record_time, recorded_at';

/** The newest ones, newest first, and how many there are in all. */
export async function readDeadLetters(pool: Pool, limit: number): Promise<{ letters: DeadLetter[]; total: number }> {
  const { rows } = await pool.query<Row>(
    `select ${columns} from dead_letters order by recorded_at desc, partition, pos desc limit $1`,
    [limit],
  );
  const counted = await pool.query<{ total: number }>('select count(*) as total from dead_letters');
  return { letters: rows.map(toDeadLetter), total: counted.rows[0]?.total ?? 0 };
}

/** The one at a place of the log; undefined if none is listed there. */
export async function readDeadLetter(pool: Pool, partition: number, pos: number): Promise<DeadLetter | undefined> {
  const { rows } = await pool.query<Row>(`select ${columns} from dead_letters where partition = $1 and pos = $2`, [
    partition,
    pos,
  ]);
  return rows.map(toDeadLetter)[0];
}

const toDeadLetter = (row: Row): DeadLetter => ({
  position: `${row.partition}-${row.pos}`,
  reason: row.reason,
  detail: row.detail,
  key: excerpt(row.key, row.key_bytes),
  value: excerpt(row.value, row.value_bytes),
  record_time: row.record_time,
  recorded_at: row.recorded_at,
});
