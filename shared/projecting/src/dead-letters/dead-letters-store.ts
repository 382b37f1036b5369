import type pg from 'pg';
import { arrayParameter } from '../array-parameter.ts';
import type { DeadLetter } from './dead-letters.ts';

/** How many letters of a partition are kept: a writer gone wrong must not fill the disk. The log keeps them all. */
export const keptLetters = 10_000;

/**
 * The statements that list dead letters, and drop the oldest ones of their partitions beyond those that are kept. For the
 * transaction that moves the checkpoints past them.
 */
export function deadLettersStatements(letters: readonly DeadLetter[]): pg.QueryConfig[] {
  if (letters.length === 0) return [];
  const partitions = [...new Set(letters.map(({ partition }) => partition))];
  return [
    { name: 'write-dead-letters', text: insert, values: columns(letters) },
    ...partitions.map((partition) => ({ name: 'drop-dead-letters', text: dropOldest, values: [partition] })),
  ];
}

const insert = `
  insert into dead_letters (partition, pos, reason, detail, key, key_bytes, value, value_bytes, record_time)
  select * from unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::bytea[], $6::int[], $7::bytea[], $8::int[],
    $9::timestamptz[])
  on conflict do nothing`;

/** One partition at a time: for several in one statement Postgres chooses a plan that takes minutes in a flood. */
const dropOldest = `
  delete from dead_letters where partition = $1 and pos <= (
    select pos from dead_letters where partition = $1 order by pos desc offset ${keptLetters} limit 1
  )`;

/** One array a column. */
const columns = (letters: readonly DeadLetter[]): (Buffer | string)[] => [
  arrayParameter('integer', letters, ({ partition }) => partition),
  arrayParameter('bigint', letters, ({ pos }) => pos),
  arrayParameter('text', letters, ({ reason }) => reason),
  arrayParameter('text', letters, ({ detail }) => detail),
  arrayParameter('bytea', letters, ({ key }) => key?.start ?? null),
  arrayParameter('integer', letters, ({ key }) => key?.bytes ?? null),
  arrayParameter('bytea', letters, ({ value }) => value?.start ?? null),
  arrayParameter('integer', letters, ({ value }) => value?.bytes ?? null),
  arrayParameter('timestamptz', letters, ({ recordTime }) => recordTime),
];
