import type { Aggregate, Row as StoredRow } from '@notes/kernel';
import { headInJournal, type JournalHeadRow, journalHead, journalHeadColumns } from '@notes/service';
import type pg from 'pg';
import {
  aggregateOf,
  headOfRow,
  type ReadModel,
  type Subject,
  type SubjectHead,
  type SubjectIds,
  type SubjectRow,
} from './domain/projection.ts';

/** Subjects by id: the ends of their chains, and the rows of those that have one. */
export type LoadedSubjects = {
  readonly heads: ReadonlyMap<string, SubjectHead>;
  readonly rows: ReadonlyMap<string, SubjectRow>;
};

/**
 * Loads subjects from the live read model, as `loadSubjectsOf` does, of each aggregate. A subject of which there are also events of
 * another family, which are void, has the head that its own aggregate tells.
 */
export async function loadSubjects(
  readModel: ReadModel,
  client: pg.PoolClient,
  subjects: SubjectIds,
): Promise<LoadedSubjects> {
  const heads = new Map<string, SubjectHead>();
  const rows = new Map<string, SubjectRow>();
  const loading = [...subjects].map(([family, ids]) =>
    loadSubjectsOf(aggregateOf(readModel, family), client, [...ids]).then((loaded) => ({ family, loaded })),
  );
  for (const { family, loaded } of await Promise.all(loading)) {
    for (const [id, row] of loaded.rows) rows.set(id, row);
    for (const [id, head] of loaded.heads) if (head.head.family === family || !heads.has(id)) heads.set(id, head);
  }
  return { heads, rows };
}

/**
 * Loads subjects of an aggregate from the live read model, which stays the same while a checkpoint is locked. The head of a stale
 * row, and of a subject that has no row, is the end of its chain in the journal.
 */
async function loadSubjectsOf(
  aggregate: Aggregate<Subject>,
  client: pg.PoolClient,
  ids: readonly string[],
): Promise<LoadedSubjects> {
  const heads = new Map<string, SubjectHead>();
  const subjectRows = new Map<string, SubjectRow>();
  if (ids.length === 0) return { heads, rows: subjectRows };
  const { rows } = await client.query<Row>({
    name: `load-${aggregate.row.table}`,
    text: selectSubjects(aggregate),
    values: [ids],
  });
  for (const found of rows) {
    const { wanted_id: id } = found;
    const row = found.event_id === null ? undefined : toSubjectRow(aggregate, found);
    if (row !== undefined) subjectRows.set(id, row);
    heads.set(id, row === undefined || row.stale ? journalledHead(aggregate, found, row) : headOfRow(row));
  }
  return { heads, rows: subjectRows };
}

function journalledHead({ name }: Aggregate<Subject>, found: Row, row: SubjectRow | undefined): SubjectHead {
  const journalled = headInJournal(found);
  if (journalled === undefined) throw new Error(`the stale ${name} ${found.wanted_id} has no event in the journal`);
  return { head: journalled.head, author: row?.state.created_by ?? journalled.author };
}

const selectSubjects = (aggregate: Aggregate<Subject>): string => `
  select wanted.id as wanted_id, ${storedColumns(aggregate.row.columns)}, ${journalHeadColumns}
  from unnest($1::uuid[]) as wanted(id)
  left join lateral (select * from ${aggregate.row.table} where id = wanted.id limit 1) as present on true
  left join lateral ${journalHead(aggregate, 'wanted.id', 'present.id is null or present.stale')} as head on true
  where present.id is not null or head.event_id is not null`;

const storedColumns = (columns: object): string =>
  [...Object.keys(columns), 'event_id', 'stale'].map((column) => `present.${column}`).join(', ');

type Row = { readonly wanted_id: string } & JournalHeadRow & (Stored | (StoredRow & { event_id: null; stale: null }));

/** Loads the rows that one version of the read model has of these subjects, by id. */
export async function loadRows(
  readModel: ReadModel,
  db: pg.Pool | pg.PoolClient,
  version: number,
  subjects: SubjectIds,
): Promise<ReadonlyMap<string, SubjectRow>> {
  const loading = [...subjects].map(([family, ids]) =>
    loadRowsOf(aggregateOf(readModel, family), db, version, [...ids]),
  );
  return new Map((await Promise.all(loading)).flat());
}

async function loadRowsOf(
  aggregate: Aggregate<Subject>,
  db: pg.Pool | pg.PoolClient,
  version: number,
  ids: readonly string[],
): Promise<(readonly [string, SubjectRow])[]> {
  if (ids.length === 0) return [];
  const { table, columns } = aggregate.row;
  const { rows } = await db.query<Stored>({
    name: `load-${table}-${version}`,
    // By `limit 1` each is looked up by its key, also in a plan that was made while the table was empty.
    text: `select ${storedColumns(columns)}
      from unnest($1::uuid[]) as wanted(id)
      cross join lateral (select * from rm_${version}.${table} where id = wanted.id limit 1) as present`,
    values: [ids],
  });
  return rows.map((stored) => {
    const row = toSubjectRow(aggregate, stored);
    return [row.state.id, row] as const;
  });
}

/** A row of the aggregate's table, as the pool gives it. */
type Stored = StoredRow & { readonly event_id: string; readonly stale: boolean };

const toSubjectRow = (aggregate: Aggregate<Subject>, stored: Stored): SubjectRow => ({
  aggregate,
  state: aggregate.row.fromRow(stored),
  eventId: stored.event_id,
  stale: stored.stale,
});
