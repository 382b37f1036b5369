import type { Filter } from '@notes/contracts';
import type { Candidates } from './filters.ts';
import { comesAfter, type Stretch, stretchesOf } from './keyset.ts';
import { filterConditions, passedFilters, rangeConditions } from './list-filters.ts';
import { type ListOrder, orderBy, reversed } from './list-order.ts';
import type { ListSource } from './list-source.ts';
import { listWalk } from './list-walk.ts';
import type { PageStart } from './page-start.ts';
import { positionTable } from './position-table.ts';
import { createSqlValues, createStatementNames, type NamedStatement } from './statement.ts';

/** Up to `limit` rows of a list from a start on; with `count`, also how many rows the whole list has. */
export type PageRequest<Filters extends object = object, Member extends string = string> = {
  readonly filters: Filters;
  readonly deleted: boolean;
  readonly order: ListOrder<Member>;
  readonly start: PageStart | undefined;
  readonly offset: number;
  readonly limit: number;
  readonly count: boolean;
};

/**
 * The statements that read a page, each with the position of its snapshot. In sessions that do not sort where an index has the order
 * (`createPool`, `preferIndexes`) they can be planned one way only, so they cost the same whatever Postgres knows of the table, and each is
 * planned once for all values. The order is written twice, for a join promises none.
 */
const named = createStatementNames('page');

const columnsOf = ({ members }: { readonly members: readonly string[] }): string => `${members.join(', ')}, deleted_at`;

/** A page along the order, however far that is. */
export function walkStatement<Filters extends object, Member extends string>(
  source: ListSource<Filters, Member>,
  request: PageRequest<Filters, Member>,
): NamedStatement {
  const { count } = request;
  const { sql, rows, rest, sorting, total, limit, offset, end } = partsOf(source, request);
  const text = `select page.*, here.position${count ? `, ${total()}` : ''}
  from ${positionTable} left join (
    ${rows({ more: rest, limit, offset, end })}
  ) as page on true
  order by ${sorting}`;
  return named(text, sql.values);
}

/**
 * A page along the order, looking at so many rows at most: whether it is whole, and if not, how many of them passed the filters, how
 * many each of `ways`, and how many rows the list has without filters. Postgres gives the rows of a `with` in the order in which they
 * were put there, one by one as they are wanted, and works out no value that is not. With `first` the page is of what an index finds for
 * a filter, if that is no more than so many rows; only if it is more, the order is followed.
 */
export function lookStatement<Filters extends object, Member extends string>(
  source: ListSource<Filters, Member>,
  request: PageRequest<Filters, Member>,
  { atMost, ways, first }: Look,
): NamedStatement {
  const { counts } = source;
  const { filters, deleted, count } = request;
  const { sql, here, rows, rest, sorting, total, limit, offset, end } = partsOf(source, request);
  const candidates =
    first === undefined
      ? ''
      : `candidates as materialized (${first.candidates.select({ deleted, limit: first.atMost + 1 }, sql)}), `;
  const isFew =
    first === undefined ? 'false' : `(select count(*) from candidates) <= ${sql.add(first.atMost, 'bigint')}`;
  const which =
    first === undefined ? '' : all(filterConditions(source, without(filters, first.candidates.filters), sql));
  const few =
    first === undefined
      ? ''
      : `(select ${columnsOf(source)} from candidates where ${all([isFew, which, ...here()])}
        order by ${sorting} limit ${limit()} offset ${offset()}) union all `;
  const counted =
    first === undefined || !count ? '' : `when ${isFew} then (select count(*) from candidates where ${which}) `;
  const most = sql.add(atMost, 'bigint');
  const isWhole = `(select count(*) from matched) = ${end()} or (select count(*) from looked) < ${most}`;
  const along = rows({ more: () => (first === undefined ? [] : [`not (${isFew})`]), limit: () => most });
  const text = `with ${candidates}looked as materialized (
    ${along}
  ), matched as materialized (select * from looked where ${all(rest())} limit ${end()}),
  page as materialized (${few}(select * from matched offset ${offset()})),
  seen as materialized (select ${isFew} or ${isWhole} as is_whole)
  select page.*, here.position, case ${counted}when ${isWhole} then ${total()} end, is_whole,
    (select count(*) from matched), case when not is_whole then ${passedFilters(source, ways, filters, sql)} end,
    (select coalesce(sum(${deleted ? counts.deleted : counts.live}), 0)::bigint from ${counts.table})
  from ${positionTable} cross join seen left join page on true
  order by ${sorting}`;
  return named(text, sql.values);
}

/** A page of what an index finds for a filter, if that is no more than so many rows, any number for Infinity; whether it was. */
export function byFilterStatement<Filters extends object, Member extends string>(
  source: ListSource<Filters, Member>,
  request: PageRequest<Filters, Member>,
  candidates: Candidates,
  atMost: number,
): NamedStatement {
  const { filters, deleted, count } = request;
  const { sql, here, sorting, limit, offset } = partsOf(source, request);
  const found = candidates.select({ deleted, limit: atMost + 1 }, sql);
  const isWhole =
    atMost === Number.POSITIVE_INFINITY ? 'true' : `(select count(*) from candidates) <= ${sql.add(atMost, 'bigint')}`;
  const which = all([isWhole, ...filterConditions(source, without(filters, candidates.filters), sql)]);
  const text = `with candidates as materialized (${found})
  select page.*, here.position, ${count ? `(select count(*) from candidates where ${which})` : 'null'}, ${isWhole}
  from ${positionTable} left join (
    select ${columnsOf(source)} from candidates where ${all([which, ...here()])}
    order by ${sorting} limit ${limit()} offset ${offset()}
  ) as page on true
  order by ${sorting}`;
  return named(text, sql.values);
}

/** What statements are made of; each part takes its values in when it is made. */
function partsOf<Filters extends object, Member extends string>(
  source: ListSource<Filters, Member>,
  request: PageRequest<Filters, Member>,
) {
  const { filters, deleted, order, start, count, limit, offset } = request;
  const { table } = source;
  const columns = columnsOf(source);
  const sql = createSqlValues();
  const way = listWalk(source, start?.backward === true ? reversed(order) : order, start, filters);
  const live = `deleted_at is ${deleted ? 'not ' : ''}null`;

  /** The rows along the order that meet `more`, by one index: stretch by stretch, where it has the order in two. */
  function rows({ more, limit: most, offset: skipped, end }: Rows): string {
    const bounds = [live, ...rangeConditions(source, way.bounds, sql)];
    const stretches = stretchesOf(way.order, source.columns, way.start, sql)
      .filter(isPossible(source, filters, way.order[0]?.member))
      .map(({ conditions, sorting }) => ({ own: conditions(), sorting }));
    const further = more();
    const select = ({ own, sorting }: (typeof stretches)[number], cut: string): string =>
      `select ${columns} from ${table} where ${all([...bounds, ...own, ...further])}
      order by ${sorting} limit ${cut}`;
    const cut = `${most()}${skipped === undefined ? '' : ` offset ${skipped()}`}`;
    const [one, another] = stretches;
    if (one === undefined) return select({ own: ['false'], sorting: orderBy(way.order, source.columns) }, cut);
    if (another === undefined) return select(one, cut);
    const each = (end ?? most)();
    return `${stretches.map((stretch) => `(${select(stretch, each)})`).join(' union all ')} limit ${cut}`;
  }

  return {
    sql,
    sorting: orderBy(way.order, source.columns),
    here: (): string[] => (way.start === undefined ? [] : [comesAfter(way.order, source.columns, way.start, sql)]),
    rows,
    rest: () => filterConditions(source, way.rest, sql),
    limit: () => sql.add(limit, 'bigint'),
    offset: () => sql.add(offset, 'bigint'),
    end: () => sql.add(offset + limit, 'bigint'),
    total: () =>
      count
        ? `(select count(*) from ${table} where ${all([live, ...filterConditions(source, filters, sql)])})`
        : 'null::bigint',
  };
}

export type Look = {
  readonly ways: readonly Candidates[];
  readonly atMost: number;
  /** What is tried first, and with how many rows at most. */
  readonly first?: { readonly candidates: Candidates; readonly atMost: number };
};

type Rows = {
  readonly more: () => string[];
  readonly limit: () => string;
  readonly offset?: () => string;
  /** The limit with the offset. */
  readonly end?: () => string;
};

/** Whether rows of a stretch can pass the filters on its first key: those for values leave nulls out, and the other way round. */
const isPossible =
  <Filters extends object>({ filters: all }: ListSource<Filters>, filters: Filters, member: string | undefined) =>
  ({ holds }: Stretch): boolean =>
    holds === 'all' ||
    Object.entries(filters).every(([name, value]) => {
      const filter: Filter = all[name as keyof Filters];
      return filter.kind === 'search' || filter.member !== member || admits(filter, value, holds === 'nulls');
    });

function admits(filter: Filter, value: unknown, isNull: boolean): boolean {
  switch (filter.kind) {
    case 'equal':
      return (value as readonly unknown[]).some((one) => (one === null) === isNull);
    case 'given':
      return value !== isNull;
    default:
      return !isNull;
  }
}

const all = (conditions: readonly string[]): string => (conditions.length === 0 ? 'true' : conditions.join(' and '));

const without = <Filters extends object>(filters: Filters, names: readonly string[]): Filters =>
  Object.fromEntries(Object.entries(filters).filter(([name]) => !names.includes(name))) as Filters;
