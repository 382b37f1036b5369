import type pg from 'pg';
import { projectNotes } from '../domain/project-notes.ts';
import type { RowOf, Table } from '../domain/projections/table.ts';
import { loadRows } from './load-rows.ts';
import type { JournalPage } from './read-journal.ts';
import { writeTables } from './write-tables.ts';

const positionsTable = {
  name: 'read_model_positions',
  key: ['version', 'partition'],
  merge: 'replace',
  columns: { version: 'integer', partition: 'integer', pos: 'bigint' },
} as const satisfies Table;

/** Folds pages of the journal, each of another partition, into a version that is being built, and takes note of how far it is now. */
export async function foldPages(client: pg.PoolClient, version: number, pages: readonly JournalPage[]): Promise<void> {
  const events = pages.flatMap((page) => page.events);
  const before = await loadRows(client, version, idsOfOlderNotes(pages));
  const { tables } = projectNotes(before, events);
  const positions = pages.map(({ partition, to }): RowOf<typeof positionsTable> => ({ version, partition, pos: to }));
  await writeTables(client, [
    ...tables.map((rows) => ({ ...rows, schema: `rm_${version}` })),
    { schema: 'public', table: positionsTable, rows: positions },
  ]);
}

/** A note that begins in these pages has no row yet. */
function idsOfOlderNotes(pages: readonly JournalPage[]): string[] {
  const firstVersions = new Map<string, number>();
  for (const { events } of pages)
    for (const { event } of events)
      if (!firstVersions.has(event.noteId)) firstVersions.set(event.noteId, event.version);
  return [...firstVersions].filter(([, version]) => version > 1).map(([id]) => id);
}
