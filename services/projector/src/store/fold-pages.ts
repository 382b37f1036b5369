import type pg from 'pg';
import { projectNotes } from '../domain/project-notes.ts';
import type { NoteRow } from '../domain/projections/notes.ts';
import type { RowOf, Table } from '../domain/projections/table.ts';
import { loadRows } from './load-rows.ts';
import type { JournalPage } from './read-journal.ts';
import type { Write } from './write-tables.ts';

const positionsTable = {
  name: 'read_model_positions',
  key: ['version', 'partition'],
  merge: 'replace',
  columns: { version: 'integer', partition: 'integer', pos: 'bigint' },
} as const satisfies Table;

/** What pages make of a version: the rows of the notes they change, and all that is to be written. */
export type FoldedPages = { readonly notes: ReadonlyMap<string, NoteRow>; readonly writes: readonly Write[] };

/**
 * Folds pages of the journal, each of another partition, over the rows of a version that is being built. `before`: the newest
 * rows of notes that are not to be loaded, for they may not be committed yet.
 */
export async function foldPages(
  db: pg.Pool | pg.PoolClient,
  version: number,
  pages: readonly JournalPage[],
  before: ReadonlyMap<string, NoteRow> = new Map(),
): Promise<FoldedPages> {
  const older = idsOfOlderNotes(pages).filter((id) => !before.has(id));
  const rows = new Map([...(await loadRows(db, version, older)), ...before]);
  const events = pages.flatMap((page) => page.events);
  const { notes, tables } = projectNotes(rows, events);
  const positions = pages.map(({ partition, to }): RowOf<typeof positionsTable> => ({ version, partition, pos: to }));
  const writes = [
    ...tables.map((table) => ({ ...table, schema: `rm_${version}` })),
    { schema: 'public', table: positionsTable, rows: positions },
  ];
  return { notes, writes };
}

/** A note that begins in these pages has no row yet. */
function idsOfOlderNotes(pages: readonly JournalPage[]): string[] {
  const firstVersions = new Map<string, number>();
  for (const { events } of pages)
    for (const { event } of events)
      if (!firstVersions.has(event.subject)) firstVersions.set(event.subject, event.version);
  return [...firstVersions].filter(([, version]) => version > 1).map(([id]) => id);
}
