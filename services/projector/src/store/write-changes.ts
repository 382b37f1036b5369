import type pg from 'pg';
import type { Checkpoint } from '../domain/checkpoint.ts';
import type { Changes } from '../domain/project-batches.ts';
import { journalColumns, journalTable } from '../domain/projections/journal.ts';
import type { RowOf, Table } from '../domain/projections/table.ts';
import { type Write, writeTables } from './write-tables.ts';

const checkpointsTable = {
  name: 'checkpoints',
  key: ['partition'],
  merge: 'replace',
  columns: { partition: 'integer', position: 'bigint', record_id: 'text', journal_pos: 'bigint' },
} as const satisfies Table;

/** Writes all that has changed, in one statement: the journal, the tables of each read model, the checkpoints. */
export async function writeChanges(client: pg.PoolClient, { journal, readModels, moved }: Changes): Promise<void> {
  const writes: Write[] = [...readModels].flatMap(([version, { tables }]) =>
    tables.map((rows) => ({ ...rows, schema: `rm_${version}` })),
  );
  await writeTables(client, [
    { schema: 'public', table: journalTable, rows: journal.map(journalColumns) },
    ...writes,
    { schema: 'public', table: checkpointsTable, rows: moved.map(checkpointColumns) },
  ]);
}

const checkpointColumns = ({
  partition,
  position,
  recordId,
  journalPos,
}: Checkpoint): RowOf<typeof checkpointsTable> => ({
  partition,
  position,
  record_id: recordId,
  journal_pos: journalPos,
});
