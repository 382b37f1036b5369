import {
  type Candidates,
  createSqlValues,
  findPage,
  notSetUp,
  positionTable,
  runStatement,
  type Sight,
} from '@notes/reading';
import type { Pool } from 'pg';
import type { NoteFilters } from '../contract/index.ts';
import { filterCandidates, filterConditions, passedFilters } from '../read/index.ts';

/** A note as it was selected. */
export type Selected = { readonly id: string; readonly version: number };

export type Selection = {
  readonly filters: NoteFilters;
  /** Only notes by this author; undefined: by any. */
  readonly author: string | undefined;
  /** Only notes whose id comes after this one. */
  readonly after: string | undefined;
  readonly limit: number;
};

type Batch = { readonly position: string; readonly notes: readonly Selected[] };
type Bounds = Omit<Selection, 'author'>;

/** The first `limit` notes in the order of their ids. Found as `findPage` says: by the primary key, or by the index of a filter. */
export async function selectNotes(pool: Pool, { filters, author, after, limit }: Selection): Promise<Batch> {
  const bounds = { filters: byAuthor(filters, author), after, limit };
  const select = (statement: Statement): Promise<Sight<Batch>> => run(pool, statement);
  const all = filterCandidates(bounds.filters);
  const limited = all.find(({ isLimited }) => isLimited);
  const look = (atMost: number) => select(lookStatement(bounds, atMost, all));
  return findPage(limit, {
    isIndexed: true,
    async glance({ byFilter, along }) {
      const found = limited && (await select(byFilterStatement(bounds, limited, byFilter)));
      return found?.isWhole === true ? found : look(along);
    },
    look,
    walk: async () => (await select(walkStatement(bounds))).page,
    byFilter: all.map((candidates) => ({
      isLimited: candidates.isLimited,
      find: (atMost) => select(byFilterStatement(bounds, candidates, atMost)),
    })),
  });
}

/** The filters, and the author with them. */
function byAuthor(filters: NoteFilters, author: string | undefined): NoteFilters {
  if (author === undefined) return filters;
  const { created_by = [author] } = filters;
  return { ...filters, created_by: created_by.includes(author) ? [author] : [] };
}

type Statement = { readonly text: string; readonly values: readonly unknown[] };

/** By the primary key, however far. Like the others it can be planned one way only, so it costs the same whatever is known of the table. */
function walkStatement({ filters, after, limit }: Bounds): Statement {
  const sql = createSqlValues();
  const which = [
    'deleted_at is null',
    ...filterConditions(filters, sql),
    ...(after === undefined ? [] : [`id > ${sql.add(after, 'uuid')}`]),
  ];
  const text = `select here.position, page.id, page.version
    from ${positionTable} left join (
      select id, version from notes where ${which.join(' and ')} order by id limit ${limit}
    ) as page on true
    order by page.id`;
  return { text, values: sql.values };
}

/** By the primary key, looking at so many notes at most, those of the bin among them. */
function lookStatement({ filters, after, limit }: Bounds, atMost: number, ways: readonly Candidates[]): Statement {
  const sql = createSqlValues();
  const here = after === undefined ? '' : `where id > ${sql.add(after, 'uuid')}`;
  const which = ['deleted_at is null', ...filterConditions(filters, sql)].join(' and ');
  const text = `with looked as materialized (select * from notes ${here} order by id limit ${atMost}),
      matched as materialized (select id, version from looked where ${which} limit ${limit})
    select here.position, page.id, page.version,
      (select count(*) from matched) = ${limit} or (select count(*) from looked) < ${atMost},
      (select count(*) from matched), case when (select count(*) from matched) < ${limit} then ${passedFilters(ways, filters, sql)} end,
      (select coalesce(sum(notes + deleted), 0)::bigint from stats_totals)
    from ${positionTable} left join matched as page on true
    order by page.id`;
  return { text, values: sql.values };
}

/** By what an index finds for a filter, if that is no more than so many notes, any number for Infinity. */
function byFilterStatement({ filters, after, limit }: Bounds, { select }: Candidates, atMost: number): Statement {
  const sql = createSqlValues();
  const isWhole = atMost === Number.POSITIVE_INFINITY ? 'true' : `(select count(*) from candidates) <= ${atMost}`;
  const text = `with candidates as materialized (${select({ deleted: false, limit: atMost + 1 }, sql)})
    select here.position, page.id, page.version, ${isWhole}
    from ${positionTable} left join (
      select id, version from candidates
      where ${[isWhole, ...filterConditions(filters, sql), ...(after === undefined ? [] : [`id > ${sql.add(after, 'uuid')}`])].join(' and ')}
      order by id limit ${limit}
    ) as page on true
    order by page.id`;
  return { text, values: sql.values };
}

type Row = readonly [
  position: string,
  id: string | null,
  version: number,
  isWhole: boolean | undefined,
  matched: number | undefined,
  passed: number[] | null | undefined,
  of: number | undefined,
];

async function run(pool: Pool, { text, values }: Statement): Promise<Sight<Batch>> {
  const rows = await runStatement<Row>(pool, { text }, values);
  const [first] = rows;
  if (first === undefined) throw notSetUp();
  const [position, , , isWhole = true, matched = 0, passed, of = 0] = first;
  const notes = rows.flatMap(([, id, version]) => (id === null ? [] : [{ id, version }]));
  return { page: { position, notes }, isWhole, matched, passed: passed ?? [], of };
}
