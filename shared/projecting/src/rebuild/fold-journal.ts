import { type AnyEvent, type EventTable, familyOf, isKnownType } from '@notes/kernel';
import { existsByKey } from '@notes/service';
import type pg from 'pg';
import { type EventRow, eventColumns, eventOfRow } from '../domain/journal.ts';
import { projectEvents } from '../domain/project-events.ts';
import { idsIn, type ReadModel, type SubjectIds, type SubjectRow } from '../domain/projection.ts';
import type { RowOf, Table } from '../domain/table.ts';
import { loadRows } from '../load-subjects.ts';
import type { Write } from '../write-tables.ts';

/** A stretch of a partition's journal: what stands after `after`, up to and including `to`. */
export type JournalPage = {
  readonly partition: number;
  readonly after: number;
  readonly to: number;
  readonly events: readonly { readonly partition: number; readonly pos: number; readonly event: AnyEvent }[];
};

/**
 * Reads up to `limit` events of a partition that stand after a position. Events of one partition are committed in their
 * order, so what is read has no holes, and nothing appears in it later.
 */
export async function readJournal(
  { records }: ReadModel,
  db: pg.Pool | pg.PoolClient,
  { partition, after, limit }: { readonly partition: number; readonly after: number; readonly limit: number },
): Promise<JournalPage> {
  const { rows } = await db.query<Row>({
    name: 'read-journal',
    text: `select pos, ${eventColumns},
        ${existsByKey('frozen where subject = here.subject and pos = here.pos and trouble is not null')} as refused
      from journal_entries as here where partition = $1 and pos > $2 order by pos limit $3`,
    values: [partition, after, limit],
  });
  const events = rows.map((row) => ({ partition, pos: row.pos, event: toEvent(row, records.events) }));
  return { partition, after, to: rows.at(-1)?.pos ?? after, events };
}

/** `refused`: taken on trust when its type was unknown, and found not to apply now that it is known: its subject stays frozen. */
type Row = EventRow & { readonly pos: number; readonly refused: boolean };

function toEvent(row: Row, known: EventTable): AnyEvent {
  const { unknown, ...event } = eventOfRow(row);
  return isKnownType(known, row.type) && !row.refused ? event : { ...event, unknown };
}

const positionsTable = {
  name: 'read_model_positions',
  key: ['version', 'partition'],
  merge: 'replace',
  columns: { version: 'integer', partition: 'integer', pos: 'bigint' },
} as const satisfies Table;

/** What pages make of a version: the rows of the subjects they change, and all that is to be written. */
export type FoldedPages = { readonly subjects: ReadonlyMap<string, SubjectRow>; readonly writes: readonly Write[] };

/**
 * Folds pages of the journal, each of another partition, over the rows of a version that is being built. `before`: the newest
 * rows of subjects that are not to be loaded, for they may not be committed yet.
 */
export async function foldPages(
  readModel: ReadModel,
  db: pg.Pool | pg.PoolClient,
  version: number,
  pages: readonly JournalPage[],
  before: ReadonlyMap<string, SubjectRow> = new Map(),
): Promise<FoldedPages> {
  const older = olderSubjects(pages, (id) => before.has(id));
  const rows = new Map([...(await loadRows(readModel, db, version, older)), ...before]);
  const events = pages.flatMap((page) => page.events);
  const { subjects, tables } = projectEvents(readModel, rows, events);
  const positions = pages.map(({ partition, to }): RowOf<typeof positionsTable> => ({ version, partition, pos: to }));
  const writes = [
    ...tables.map((table) => ({ ...table, schema: `rm_${version}` })),
    { schema: 'public', table: positionsTable, rows: positions },
  ];
  return { subjects, writes };
}

/** By family. A subject that begins in these pages has no row yet. */
function olderSubjects(pages: readonly JournalPage[], isHere: (id: string) => boolean): SubjectIds {
  const seen = new Set<string>();
  const older = new Map<string, Set<string>>();
  for (const { events } of pages)
    for (const { event } of events) {
      if (seen.has(event.subject)) continue;
      seen.add(event.subject);
      if (event.version > 1 && !isHere(event.subject)) idsIn(older, familyOf(event.type)).add(event.subject);
    }
  return older;
}
