import type pg from 'pg';
import type { DeadLetter, Excerpt } from '../domain/dead-letters.ts';
import { plainArray, textArray } from './array-literal.ts';

/** How many letters of a partition are kept at least: a writer gone wrong must not fill the disk. The log keeps them all. */
export const keptLetters = 10_000;

/**
 * Lists dead letters, and drops the oldest ones of their partitions beyond those that are kept. In the transaction that
 * moves the checkpoints past them.
 */
export async function writeDeadLetters(client: pg.PoolClient, letters: readonly DeadLetter[]): Promise<void> {
  if (letters.length === 0) return;
  await client.query({ name: 'write-dead-letters', text: sql, values: columns(letters) });
}

const sql = `
  with full_partitions as (
    select partition, (
      select pos from dead_letters where dead_letters.partition = written.partition
      order by pos desc offset ${keptLetters - 1} limit 1
    ) as oldest
    from (select distinct partition from unnest($1::int[]) as partition) as written
  ), dropped as (
    delete from dead_letters using full_partitions
    where dead_letters.partition = full_partitions.partition and pos < oldest
  )
  insert into dead_letters (partition, pos, reason, detail, key, key_bytes, value, value_bytes, record_time)
  select * from unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::bytea[], $6::int[], $7::bytea[], $8::int[],
    $9::timestamptz[])
  on conflict do nothing`;

/** One array a column. */
const columns = (letters: readonly DeadLetter[]): string[] => [
  plainArray(letters, ({ partition }) => partition),
  plainArray(letters, ({ pos }) => pos),
  textArray(letters, ({ reason }) => reason),
  textArray(letters, ({ detail }) => detail),
  textArray(letters, ({ key }) => hexOf(key)),
  plainArray(letters, ({ key }) => key?.bytes ?? null),
  textArray(letters, ({ value }) => hexOf(value)),
  plainArray(letters, ({ value }) => value?.bytes ?? null),
  plainArray(letters, ({ recordTime }) => recordTime),
];

/** As Postgres writes bytes. */
const hexOf = (excerpt: Excerpt | null): string | null =>
  excerpt &&
  `\\x${Buffer.from(excerpt.start.buffer, excerpt.start.byteOffset, excerpt.start.byteLength).toString('hex')}`;
