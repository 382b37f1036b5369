import type { Aggregate, Row as StoredRow } from '@notes/kernel';
import { headInJournal, type JournalHeadRow, journalHead, journalHeadColumns } from '@notes/service';
import type pg from 'pg';
import { headOfRow, type Subject, type SubjectHead, type SubjectRow } from './domain/projection.ts';

/** Subjects by id: the ends of their chains, and the rows of those that have one. */
export type LoadedSubjects = {
  readonly heads: ReadonlyMap<string, SubjectHead>;
  readonly rows: ReadonlyMap<string, SubjectRow>;
};

/**
 * Loads subjects from the live read model, which stays the same while a checkpoint is locked. The head of a stale row, and of a
 * subject that has no row because its creation is of an unknown type, is the end of its chain in the journal.
 */
export async function loadSubjects(
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
    heads.set(id, row === undefined || row.stale ? frozenHead(aggregate, found, row) : headOfRow(row));
  }
  return { heads, rows: subjectRows };
}

function frozenHead({ name }: Aggregate<Subject>, found: Row, row: SubjectRow | undefined): SubjectHead {
  const frozen = headInJournal(found);
  if (frozen === undefined) throw new Error(`the stale ${name} ${found.wanted_id} has no event in the journal`);
  return { head: frozen.head, author: row?.state.created_by ?? frozen.author };
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
  aggregate: Aggregate<Subject>,
  db: pg.Pool | pg.PoolClient,
  readModel: number,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SubjectRow>> {
  if (ids.length === 0) return new Map();
  const { table, columns } = aggregate.row;
  const { rows } = await db.query<Stored>({
    name: `load-${table}-${readModel}`,
    // By `limit 1` each is looked up by its key, also in a plan that was made while the table was empty.
    text: `select ${storedColumns(columns)}
      from unnest($1::uuid[]) as wanted(id)
      cross join lateral (select * from rm_${readModel}.${table} where id = wanted.id limit 1) as present`,
    values: [ids],
  });
  return new Map(
    rows.map((stored) => {
      const row = toSubjectRow(aggregate, stored);
      return [row.state.id, row];
    }),
  );
}

/** A row of the aggregate's table, as the pool gives it. */
type Stored = StoredRow & { readonly event_id: string; readonly stale: boolean };

const toSubjectRow = ({ row }: Aggregate<Subject>, stored: Stored): SubjectRow => ({
  state: row.fromRow(stored),
  eventId: stored.event_id,
  stale: stored.stale,
});
