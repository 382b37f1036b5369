import { type Checkpoint, formatPosition, positionOf } from '@notes/kernel';
import { progressChannel } from '@notes/reading';
import type pg from 'pg';
import { deadLetters } from '../dead-letters/dead-letters.ts';
import { deadLettersStatements } from '../dead-letters/dead-letters-store.ts';
import { journalColumns, journalTable } from '../domain/journal.ts';
import type { Changes, FrozenSubject } from '../domain/project-batches.ts';
import type { RowOf, Table } from '../domain/table.ts';
import { tablesStatement, type Write } from '../write-tables.ts';

const checkpointsTable = {
  name: 'checkpoints',
  key: ['partition'],
  merge: 'replace',
  columns: {
    partition: 'integer',
    position: 'bigint',
    record_id: 'text',
    journal_pos: 'bigint',
    families: 'text',
    families_at: 'bigint',
  },
} as const satisfies Table;

const frozenTable = {
  name: 'frozen',
  key: ['subject'],
  merge: 'replace',
  columns: { subject: 'uuid', partition: 'integer', pos: 'bigint', type: 'text' },
} as const satisfies Table;

/**
 * Writes all that has changed, and commits, in one round trip. With the commit, listeners are notified of the new position.
 * Throws what Postgres answers; a statement that fails makes a rollback of the commit behind it.
 */
export async function commitChanges(
  client: pg.PoolClient,
  epoch: string,
  changes: Changes,
  families: string,
): Promise<void> {
  const statements = changes.moved.length > 0 ? statementsOf(epoch, changes, families) : [];
  await Promise.all([...statements, { text: 'commit' }].map((statement) => client.query(statement)));
}

/**
 * One for the journal, the tables of each read model, the checkpoints and the subjects that have frozen. Dead
 * letters are rare and take others.
 */
function statementsOf(epoch: string, changes: Changes, families: string): pg.QueryConfig[] {
  const { journal, readModels, moved, frozen, voids } = changes;
  const models: Write[] = [...readModels].flatMap(([version, { tables }]) =>
    tables.map((rows) => ({ ...rows, schema: `rm_${version}` })),
  );
  const writes = [
    { schema: 'public', table: journalTable, rows: journal.map(journalColumns) },
    ...models,
    {
      schema: 'public',
      table: checkpointsTable,
      rows: moved.map((checkpoint) => checkpointColumns(checkpoint, families)),
    },
    { schema: 'public', table: frozenTable, rows: frozen.map(frozenColumns) },
  ];
  const notice = { channel: progressChannel, text: noticeOf(epoch, moved) };
  return [tablesStatement(writes, notice), ...deadLettersStatements(deadLetters(voids))];
}

/** Postgres takes less than 8,000 bytes. On an empty notice, listeners read the checkpoints. */
function noticeOf(epoch: string, moved: readonly Checkpoint[]): string {
  const offsets = new Map(moved.map(({ partition, next }) => [partition, positionOf(next)]));
  const text = formatPosition({ epoch, offsets });
  return text.length < 8_000 ? text : '';
}

const checkpointColumns = (
  { partition, next, recordId, journalPos }: Checkpoint,
  families: string,
): RowOf<typeof checkpointsTable> => ({
  partition,
  position: positionOf(next),
  record_id: recordId,
  journal_pos: journalPos,
  families,
  families_at: positionOf(next),
});

const frozenColumns = ({ subject, partition, pos, type }: FrozenSubject): RowOf<typeof frozenTable> => ({
  subject,
  partition,
  pos,
  type,
});
