import {
  type Candidates,
  comesAfter,
  createSqlValues,
  createStatementNames,
  type ListOrder,
  type NamedStatement,
  orderBy,
  type PageStart,
  positionTable,
  reversed,
} from '@notes/reading';
import type { NoteFilters, SortMember } from '../contract/index.ts';
import { filterConditions, passedFilters, rangeConditions } from './note-filters.ts';
import { listWalk, sortColumns } from './note-order.ts';
import { noteColumns } from './note-row.ts';

/** Up to `limit` notes of a list from a start on; with `count`, also how many notes the whole list has. */
export type PageRequest = {
  readonly filters: NoteFilters;
  readonly deleted: boolean;
  readonly order: ListOrder<SortMember>;
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
export type PageStatement = NamedStatement;

const columns = `${noteColumns}, deleted_at`;

const named = createStatementNames('page');

/** A page along the order, however far that is. */
export function walkStatement(request: PageRequest): PageStatement {
  const { count } = request;
  const { sql, walked, rest, sorting, total, limit, offset } = partsOf(request);
  const text = `select page.*, here.position${count ? `, ${total()}` : ''}
    from ${positionTable} left join (
      select ${columns} from notes where ${all([...walked(), ...rest()])}
      order by ${sorting} limit ${limit()} offset ${offset()}
    ) as page on true
    order by ${sorting}`;
  return named(text, sql.values);
}

/**
 * A page along the order, looking at so many notes at most: whether it is whole, and if not, how many of them passed the filters, how
 * many each of `ways`, and how many notes the list has without filters. Postgres gives the rows of a `with` in the order in which they
 * were put there, one by one as they are wanted, and works out no value that is not. With `first` the page is of what an index finds for
 * a filter, if that is no more than so many notes; only if it is more, the order is followed.
 */
export function lookStatement(request: PageRequest, { atMost, ways, first }: Look): PageStatement {
  const { filters, deleted, count } = request;
  const { sql, here, walked, rest, sorting, total, limit, offset, end } = partsOf(request);
  const candidates =
    first === undefined
      ? ''
      : `candidates as materialized (${first.candidates.select({ deleted, limit: first.atMost + 1 }, sql)}), `;
  const isFew =
    first === undefined ? 'false' : `(select count(*) from candidates) <= ${sql.add(first.atMost, 'bigint')}`;
  const which = first === undefined ? '' : all(filterConditions(without(filters, first.candidates.filters), sql));
  const few =
    first === undefined
      ? ''
      : `(select ${columns} from candidates where ${all([isFew, which, ...here()])}
          order by ${sorting} limit ${limit()} offset ${offset()}) union all `;
  const counted =
    first === undefined || !count ? '' : `when ${isFew} then (select count(*) from candidates where ${which}) `;
  const most = sql.add(atMost, 'bigint');
  const isWhole = `(select count(*) from matched) = ${end()} or (select count(*) from looked) < ${most}`;
  const text = `with ${candidates}looked as materialized (
      select ${columns} from notes where ${all([...walked(), ...(first === undefined ? [] : [`not (${isFew})`])])}
      order by ${sorting} limit ${most}
    ), matched as materialized (select * from looked where ${all(rest())} limit ${end()}),
    page as materialized (${few}(select * from matched offset ${offset()})),
    seen as materialized (select ${isFew} or ${isWhole} as is_whole)
    select page.*, here.position, case ${counted}when ${isWhole} then ${total()} end, is_whole,
      (select count(*) from matched), case when not is_whole then ${passedFilters(ways, filters, sql)} end,
      (select coalesce(sum(${deleted ? 'deleted' : 'notes'}), 0)::bigint from stats_totals)
    from ${positionTable} cross join seen left join page on true
    order by ${sorting}`;
  return named(text, sql.values);
}

export type Look = {
  readonly atMost: number;
  readonly ways: readonly Candidates[];
  /** What is tried first, and with how many notes at most. */
  readonly first?: { readonly candidates: Candidates; readonly atMost: number };
};

/** A page of what an index finds for a filter, if that is no more than so many notes, any number for Infinity; whether it was. */
export function byFilterStatement(request: PageRequest, candidates: Candidates, atMost: number): PageStatement {
  const { filters, deleted, count } = request;
  const { sql, here, sorting, limit, offset } = partsOf(request);
  const found = candidates.select({ deleted, limit: atMost + 1 }, sql);
  const isWhole =
    atMost === Number.POSITIVE_INFINITY ? 'true' : `(select count(*) from candidates) <= ${sql.add(atMost, 'bigint')}`;
  const which = all([isWhole, ...filterConditions(without(filters, candidates.filters), sql)]);
  const text = `with candidates as materialized (${found})
    select page.*, here.position, ${count ? `(select count(*) from candidates where ${which})` : 'null'}, ${isWhole}
    from ${positionTable} left join (
      select ${columns} from candidates where ${all([which, ...here()])}
      order by ${sorting} limit ${limit()} offset ${offset()}
    ) as page on true
    order by ${sorting}`;
  return named(text, sql.values);
}

/** What statements are made of; each part takes its values in when it is made. */
function partsOf({ filters, deleted, order, start, count, limit, offset }: PageRequest) {
  const sql = createSqlValues();
  const walk = listWalk(start?.backward === true ? reversed(order) : order, start, filters);
  const live = `deleted_at is ${deleted ? 'not ' : ''}null`;
  const here = (): string[] => (walk.start === undefined ? [] : [comesAfter(walk.order, sortColumns, walk.start, sql)]);
  return {
    sql,
    sorting: orderBy(walk.order, sortColumns),
    here,
    walked: () => [live, ...rangeConditions(walk.bounds, sql), ...here()],
    rest: () => filterConditions(walk.rest, sql),
    limit: () => sql.add(limit, 'bigint'),
    offset: () => sql.add(offset, 'bigint'),
    end: () => sql.add(offset + limit, 'bigint'),
    total: () =>
      count ? `(select count(*) from notes where ${all([live, ...filterConditions(filters, sql)])})` : 'null::bigint',
  };
}

const all = (conditions: readonly string[]): string => (conditions.length === 0 ? 'true' : conditions.join(' and '));

const without = (filters: NoteFilters, names: readonly string[]): NoteFilters =>
  Object.fromEntries(Object.entries(filters).filter(([name]) => !names.includes(name)));
