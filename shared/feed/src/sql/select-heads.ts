import type pg from 'pg';
import { none } from '../domain/partition-follower.ts';

/**
 * How far each partition is. `applied`: the last record of the log that the read model has seen; `last`: the last position
 * journalled; `floor`: the position before the oldest that the journal still holds.
 */
type Head = {
  readonly partition: number;
  readonly applied: number;
  readonly last: number;
  readonly floor: number;
};
export type Heads = { readonly epoch: string; readonly heads: readonly Head[] };

type Row = {
  epoch: string;
  partition: number | null;
  position: number;
  journal_pos: number | null;
  floor: number | null;
};

/** Undefined if set-up has not been run. */
export async function selectHeads(pool: pg.Pool): Promise<Heads | undefined> {
  const { rows } = await pool.query<Row>({
    name: 'heads',
    text: `
      select log_identity.epoch, checkpoints.partition, checkpoints.position, checkpoints.journal_pos,
        (select prev from journal_entries as entry where entry.partition = checkpoints.partition order by pos limit 1) as floor
      from log_identity left join checkpoints on true
      where log_identity.single`,
  });
  const [first] = rows;
  return first === undefined ? undefined : { epoch: first.epoch, heads: rows.flatMap(headOf) };
}

function headOf({ partition, position, journal_pos, floor }: Row): Head[] {
  if (partition === null) return [];
  return [{ partition, applied: position, last: journal_pos ?? none, floor: floor ?? none }];
}
