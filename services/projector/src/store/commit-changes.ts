import { formatPosition } from '@notes/kernel';
import { progressChannel } from '@notes/reading';
import type pg from 'pg';
import type { Checkpoint } from '../domain/checkpoint.ts';
import { deadLetters } from '../domain/dead-letters.ts';
import type { Changes, FrozenNote } from '../domain/project-batches.ts';
import { journalColumns, journalTable } from '../domain/projections/journal.ts';
import type { RowOf, Table } from '../domain/projections/table.ts';
import { deadLettersStatements } from './dead-letters-statements.ts';
import { tablesStatement, type Write } from './write-tables.ts';

const checkpointsTable = {
  name: 'checkpoints',
  key: ['partition'],
  merge: 'replace',
  columns: { partition: 'integer', position: 'bigint', record_id: 'text', journal_pos: 'bigint' },
} as const satisfies Table;

const frozenNotesTable = {
  name: 'frozen_notes',
  key: ['note_id'],
  merge: 'replace',
  columns: { note_id: 'uuid', partition: 'integer', pos: 'bigint', type: 'text' },
} as const satisfies Table;

/**
 * Writes all that has changed, and commits, in one round trip. With the commit, whoever listens is told of the new position.
 * Throws what Postgres answers; a statement that fails makes a rollback of the commit behind it.
 */
export async function commitChanges(client: pg.PoolClient, epoch: string, changes: Changes): Promise<void> {
  const statements = changes.moved.length > 0 ? statementsOf(epoch, changes) : [];
  await Promise.all([...statements, { text: 'commit' }].map((statement) => client.query(statement)));
}

/**
 * One for the journal, the tables of each read model, the checkpoints and the notes that have frozen. Dead letters are rare and
 * take others.
 */
function statementsOf(epoch: string, changes: Changes): pg.QueryConfig[] {
  const { journal, readModels, moved, frozen, voids } = changes;
  const models: Write[] = [...readModels].flatMap(([version, { tables }]) =>
    tables.map((rows) => ({ ...rows, schema: `rm_${version}` })),
  );
  const writes = [
    { schema: 'public', table: journalTable, rows: journal.map(journalColumns) },
    ...models,
    { schema: 'public', table: checkpointsTable, rows: moved.map(checkpointColumns) },
    { schema: 'public', table: frozenNotesTable, rows: frozen.map(frozenNoteColumns) },
  ];
  const notice = { channel: progressChannel, text: noticeOf(epoch, moved) };
  return [tablesStatement(writes, notice), ...deadLettersStatements(deadLetters(voids))];
}

/** Postgres takes less than 8,000 bytes. Whoever hears nothing in particular asks. */
function noticeOf(epoch: string, moved: readonly Checkpoint[]): string {
  const offsets = new Map(moved.map(({ partition, position }) => [partition, position]));
  const text = formatPosition({ epoch, offsets });
  return text.length < 8_000 ? text : '';
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

const frozenNoteColumns = ({ noteId, partition, pos, type }: FrozenNote): RowOf<typeof frozenNotesTable> => ({
  note_id: noteId,
  partition,
  pos,
  type,
});
