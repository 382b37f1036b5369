import type pg from 'pg';
import type { RingLimits } from '../domain/ring.ts';
import { type JournalRow, journalColumns } from './journal-row.ts';

/** The newest rows of every partition within the limits, in order. */
export async function selectNewest(pool: pg.Pool, partitions: number, limits: RingLimits): Promise<JournalRow[]> {
  const { rows } = await pool.query<JournalRow>({
    name: 'newest',
    text: `
      select newest.* from generate_series(0, $1::int - 1) as wanted(partition)
      cross join lateral (
        select ${journalColumns}, sum(octet_length(data::text)) over (order by pos desc) as bytes
        from journal_entries where partition = wanted.partition
        order by pos desc limit $2
      ) as newest
      where newest.bytes <= $3
      order by newest.partition, newest.pos`,
    values: [partitions, limits.entries, limits.bytes],
  });
  return rows;
}
