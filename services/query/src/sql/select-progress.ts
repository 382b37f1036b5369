import { notSetUp, positionTable, runStatement } from '@notes/reading';
import type { Pool } from 'pg';

const statement = {
  name: 'select-progress',
  text: `select here.position, (select version from read_models where state = 'live'), c.partition, c.position
    from ${positionTable} left join checkpoints c on true
    order by c.partition`,
};

type Row = readonly [position: string, version: number, partition: number | null, offset: number];

export type Progress = {
  readonly position: string;
  /** The version of the read model that answers. */
  readonly readModel: number;
  /** The offset of the last record applied, by partition; -1 where none is. */
  readonly applied: readonly { readonly partition: number; readonly offset: number }[];
};

/** How far the read model has come, partition by partition. */
export async function selectProgress(pool: Pool): Promise<Progress> {
  const rows = await runStatement<Row>(pool, statement, []);
  const [first] = rows;
  if (first === undefined) throw notSetUp();
  const applied = rows.flatMap(([, , partition, offset]) => (partition === null ? [] : [{ partition, offset }]));
  return { position: first[0], readModel: first[1], applied };
}
