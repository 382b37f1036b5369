import type { Aggregate, Effect, Head, Row as StoredRow } from '@notes/kernel';
import type pg from 'pg';
import type { Subject, SubjectRow } from './projection.ts';

/** The end of a subject's chain, and who created it. */
export type SubjectHead = { readonly head: Head; readonly author: string };

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
  for (const { wanted_id, head_id, head_version, head_author, head_deleted, ...stored } of rows) {
    const row = stored.event_id === null ? undefined : toSubjectRow(aggregate, stored);
    if (row !== undefined) subjectRows.set(wanted_id, row);
    heads.set(wanted_id, row !== undefined && !row.stale ? headOfRow(row) : headInJournal());

    function headInJournal(): SubjectHead {
      if (head_id === null) throw new Error(`the stale ${aggregate.name} ${wanted_id} has no event in the journal`);
      const head = { eventId: head_id, version: head_version, deleted: head_deleted, frozen: true };
      return { head, author: row?.state.created_by ?? head_author };
    }
  }
  return { heads, rows: subjectRows };
}

/** The head of a subject whose row is not stale, and its author. */
export function headOfRow({ eventId, state: { version, deleted_at, created_by } }: SubjectRow): SubjectHead {
  return { head: { eventId, version, deleted: deleted_at !== null, frozen: false }, author: created_by };
}

/** By `limit 1` each subject is looked up by its key, also in a plan that was made while the table was empty. */
const selectSubjects = ({ events, row }: Aggregate<Subject>): string => `
  select wanted.id as wanted_id, ${storedColumns(row.columns)},
    head.event_id as head_id, head.version as head_version, head.author as head_author,
    coalesce((
      select type in (${typesWith(events, ['deletes'])}) from journal_entries
      where head.event_id is not null and subject = wanted.id
        and type in (${typesWith(events, ['creates', 'deletes', 'restores'])})
      order by version desc limit 1
    ), false) as head_deleted
  from unnest($1::uuid[]) as wanted(id)
  left join lateral (select * from ${row.table} where id = wanted.id limit 1) as present on true
  left join lateral (
    select event_id, version, author from journal_entries
    where subject = wanted.id and (present.id is null or present.stale)
    order by version desc limit 1
  ) as head on true
  where present.id is not null or head.event_id is not null`;

const storedColumns = (columns: object): string =>
  [...Object.keys(columns), 'event_id', 'stale'].map((column) => `present.${column}`).join(', ');

const typesWith = (events: Aggregate<Subject>['events'], effects: readonly Effect[]): string =>
  Object.entries(events)
    .flatMap(([type, { effect }]) => (effects.includes(effect) ? [`'${type}'`] : []))
    .join(', ');

type NoHead = { head_id: null; head_version: null; head_author: null; head_deleted: boolean };
type InJournal = { head_id: string; head_version: number; head_author: string; head_deleted: boolean };
type Row = { wanted_id: string } & (InJournal | NoHead) & (Stored | (StoredRow & { event_id: null; stale: null }));

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
