import type { Pool } from 'pg';
import type { Candidates } from './filters.ts';
import { findPage, type Sight } from './find-page.ts';
import { filterCandidates, filterConditions, passedFilters } from './list-filters.ts';
import type { ListSource } from './list-source.ts';
import { positionTable } from './position-table.ts';
import { createSqlValues, notSetUp, runStatement } from './statement.ts';

/** A row as it was selected. */
export type Selected = { readonly id: string; readonly version: number };

export type Selection<Filters> = {
  readonly filters: Filters;
  /** Only what this author has created; undefined: by any. */
  readonly author: string | undefined;
  /** Only rows whose id comes after this one. */
  readonly after: string | undefined;
  readonly limit: number;
};

type Batch = { readonly position: string; readonly rows: readonly Selected[] };
type Bounds<Filters> = Omit<Selection<Filters>, 'author'>;

/** Every list can be filtered by author. */
export type ByAuthor = { readonly created_by?: readonly string[] };

/** The first `limit` live rows in the order of their ids. Found as `findPage` says: by the primary key, or by the index of a filter. */
export async function selectInIdOrder<Filters extends ByAuthor>(
  pool: Pool,
  source: ListSource<Filters>,
  { filters, author, after, limit }: Selection<Filters>,
): Promise<Batch> {
  const bounds = { filters: byAuthor(filters, author), after, limit };
  const select = (statement: Statement): Promise<Sight<Batch>> => run(pool, statement);
  const all = filterCandidates(source, bounds.filters);
  const limited = all.find(({ isLimited }) => isLimited);
  const look = (atMost: number) => select(lookStatement(source, bounds, atMost, all));
  return findPage(limit, {
    isIndexed: true,
    async glance({ byFilter, along }) {
      const found = limited && (await select(byFilterStatement(source, bounds, limited, byFilter)));
      return found?.isWhole === true ? found : look(along);
    },
    look,
    walk: async () => (await select(walkStatement(source, bounds))).page,
    byFilter: all.map((candidates) => ({
      isLimited: candidates.isLimited,
      find: (atMost) => select(byFilterStatement(source, bounds, candidates, atMost)),
    })),
  });
}

/** The filters, and the author with them. */
function byAuthor<Filters extends ByAuthor>(filters: Filters, author: string | undefined): Filters {
  if (author === undefined) return filters;
  const { created_by = [author] } = filters;
  return { ...filters, created_by: created_by.includes(author) ? [author] : [] };
}

type Statement = { readonly text: string; readonly values: readonly unknown[] };

/** By the primary key, however far. Like the others it can be planned one way only, so it costs the same whatever is known of the table. */
function walkStatement<Filters extends object>(
  source: ListSource<Filters>,
  { filters, after, limit }: Bounds<Filters>,
): Statement {
  const sql = createSqlValues();
  const which = [
    'deleted_at is null',
    ...filterConditions(source, filters, sql),
    ...(after === undefined ? [] : [`id > ${sql.add(after, 'uuid')}`]),
  ];
  const text = `select here.position, page.id, page.version
    from ${positionTable} left join (
      select id, version from ${source.table} where ${which.join(' and ')} order by id limit ${limit}
    ) as page on true
    order by page.id`;
  return { text, values: sql.values };
}

/** By the primary key, looking at so many rows at most, those of the bin among them. */
function lookStatement<Filters extends object>(
  source: ListSource<Filters>,
  { filters, after, limit }: Bounds<Filters>,
  atMost: number,
  ways: readonly Candidates[],
): Statement {
  const { table, counts } = source;
  const sql = createSqlValues();
  const here = after === undefined ? '' : `where id > ${sql.add(after, 'uuid')}`;
  const which = ['deleted_at is null', ...filterConditions(source, filters, sql)].join(' and ');
  const text = `with looked as materialized (select * from ${table} ${here} order by id limit ${atMost}),
      matched as materialized (select id, version from looked where ${which} limit ${limit})
    select here.position, page.id, page.version,
      (select count(*) from matched) = ${limit} or (select count(*) from looked) < ${atMost},
      (select count(*) from matched), case when (select count(*) from matched) < ${limit} then ${passedFilters(source, ways, filters, sql)} end,
      (select coalesce(sum(${counts.live} + ${counts.deleted}), 0)::bigint from ${counts.table})
    from ${positionTable} left join matched as page on true
    order by page.id`;
  return { text, values: sql.values };
}

/** By what an index finds for a filter, if that is no more than so many rows, any number for Infinity. */
function byFilterStatement<Filters extends object>(
  source: ListSource<Filters>,
  { filters, after, limit }: Bounds<Filters>,
  { select }: Candidates,
  atMost: number,
): Statement {
  const sql = createSqlValues();
  const isWhole = atMost === Number.POSITIVE_INFINITY ? 'true' : `(select count(*) from candidates) <= ${atMost}`;
  const text = `with candidates as materialized (${select({ deleted: false, limit: atMost + 1 }, sql)})
    select here.position, page.id, page.version, ${isWhole}
    from ${positionTable} left join (
      select id, version from candidates
      where ${[isWhole, ...filterConditions(source, filters, sql), ...(after === undefined ? [] : [`id > ${sql.add(after, 'uuid')}`])].join(' and ')}
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
  const selected = rows.flatMap(([, id, version]) => (id === null ? [] : [{ id, version }]));
  return { page: { position, rows: selected }, isWhole, matched, passed: passed ?? [], of };
}
