import type { NoteFilters } from '@notes/contracts';
import {
  type Candidates,
  createSqlValues,
  filterConditions,
  positionTable,
  rangeConditions,
  type Statement,
} from '@notes/service';
import { comesAfter, orderBy } from '../paging/keyset.ts';
import { orderText, reversed } from '../paging/list-order.ts';
import { listWalk } from '../paging/list-walk.ts';
import { noteColumns } from './note-columns.ts';
import type { PageRequest } from './page-request.ts';

/**
 * The statements that read a page, each with the position of its snapshot. They can be planned one way only, in sessions that do not
 * sort where an index has the order (`createPool`, `byIndex`), so they cost the same whatever Postgres knows of the table. Limits stand
 * in the text: of a parameter Postgres knows nothing when it plans. The order is written twice, for a join promises none.
 */
export type PageStatement = Statement & { readonly values: readonly unknown[] };

const columns = `${noteColumns}, deleted_at`;

/**
 * A page along the order, however far that is. A list without filters goes along its index whatever the values are, so it is planned
 * once; the combinations of filters have no end.
 */
export function walkStatement(request: PageRequest): PageStatement {
  const { filters, order, place, offset, limit, count, deleted } = request;
  const { sql, walked, rest, sorting, total } = partsOf(request);
  const text = `select page.*, here.position${count ? `, ${total()}` : ''}
    from ${positionTable} left join (
      select ${columns} from notes where ${all([...walked(), ...rest()])}
      order by ${sorting} limit ${limit}${offset > 0 ? ` offset ${offset}` : ''}
    ) as page on true
    order by ${sorting}`;
  const isPlain = Object.keys(filters).length === 0 && !count && offset === 0;
  if (!isPlain || order.length !== 2 || !usualLimits.has(limit - 1)) return { text, values: sql.values };
  const way = place?.backward === true ? reversed(order) : order;
  const from = place === undefined ? 'first' : place.inclusive ? 'from' : 'after';
  return { name: `note-page:${deleted ? 'bin' : 'live'}:${orderText(way)}:${from}:${limit}`, text, values: sql.values };
}

/** A statement that is planned once stays in the memory of each connection, so there must be few: 300 at most. */
const usualLimits = new Set([10, 20, 25, 50, 100]);

/**
 * A page along the order, looking at so many notes at most: whether it is whole, how many of them passed the filters, and how many notes
 * the list has without filters. Postgres gives the rows of a `with` in the order in which they were put there, one by one as they are
 * wanted, and works out no value that is not. With `first` the page is of what an index finds for a filter, if that is no more than so
 * many notes; only if it is more, the order is followed.
 */
export function lookStatement(request: PageRequest, atMost: number, first?: First): PageStatement {
  const { filters, deleted, offset, limit } = request;
  const { sql, here, walked, rest, sorting, total } = partsOf(request);
  const end = offset + limit;
  const candidates =
    first === undefined
      ? ''
      : `candidates as materialized (${first.candidates.select({ deleted, limit: first.atMost + 1 }, sql)}), `;
  const isFew = first === undefined ? 'false' : `(select count(*) from candidates) <= ${first.atMost}`;
  const which = first === undefined ? '' : all(filterConditions(without(filters, first.candidates.filters), sql));
  const few =
    first === undefined
      ? ''
      : `(select ${columns} from candidates where ${all([isFew, which, ...here()])}
          order by ${sorting} limit ${limit} offset ${offset}) union all `;
  const counted =
    first === undefined || !request.count ? '' : `when ${isFew} then (select count(*) from candidates where ${which}) `;
  const isWhole = `(select count(*) from matched) = ${end} or (select count(*) from looked) < ${atMost}`;
  const text = `with ${candidates}looked as materialized (
      select ${columns} from notes where ${all([...walked(), ...(first === undefined ? [] : [`not (${isFew})`])])}
      order by ${sorting} limit ${atMost}
    ), matched as materialized (select * from looked where ${all(rest())} limit ${end}),
    page as materialized (${few}(select * from matched offset ${offset}))
    select page.*, here.position, case ${counted}when ${isWhole} then ${total()} end, ${isFew} or ${isWhole},
      (select count(*) from matched), (select coalesce(sum(${deleted ? 'deleted' : 'notes'}), 0)::bigint from stats_totals)
    from ${positionTable} left join page on true
    order by ${sorting}`;
  return { text, values: sql.values };
}

/** What is tried first, and with how many notes at most. */
export type First = { readonly candidates: Candidates; readonly atMost: number };

/** A page of what an index finds for a filter, if that is no more than so many notes, any number for Infinity; whether it was. */
export function byFilterStatement(request: PageRequest, candidates: Candidates, atMost: number): PageStatement {
  const { filters, deleted, offset, limit, count } = request;
  const { sql, here, sorting } = partsOf(request);
  const found = candidates.select({ deleted, limit: atMost + 1 }, sql);
  const isWhole = atMost === Number.POSITIVE_INFINITY ? 'true' : `(select count(*) from candidates) <= ${atMost}`;
  const which = all([isWhole, ...filterConditions(without(filters, candidates.filters), sql)]);
  const text = `with candidates as materialized (${found})
    select page.*, here.position, ${count ? `(select count(*) from candidates where ${which})` : 'null'}, ${isWhole}
    from ${positionTable} left join (
      select ${columns} from candidates where ${all([which, ...here()])}
      order by ${sorting} limit ${limit} offset ${offset}
    ) as page on true
    order by ${sorting}`;
  return { text, values: sql.values };
}

/** What statements are made of; each part takes its values in when it is made, once. */
function partsOf({ filters, deleted, order, place, count }: PageRequest) {
  const sql = createSqlValues();
  const walk = listWalk(place?.backward === true ? reversed(order) : order, place, filters);
  const live = `deleted_at is ${deleted ? 'not ' : ''}null`;
  const here = (): string[] =>
    walk.place === undefined
      ? []
      : [comesAfter(walk.order, walk.place.values, { inclusive: walk.place.inclusive, sql })];
  return {
    sql,
    sorting: orderBy(walk.order),
    here,
    walked: () => [live, ...rangeConditions(walk.bounds, sql), ...here()],
    rest: () => filterConditions(walk.rest, sql),
    total: () =>
      count ? `(select count(*) from notes where ${all([live, ...filterConditions(filters, sql)])})` : 'null::bigint',
  };
}

const all = (conditions: readonly string[]): string => (conditions.length === 0 ? 'true' : conditions.join(' and '));

const without = (filters: NoteFilters, names: readonly string[]): NoteFilters =>
  Object.fromEntries(Object.entries(filters).filter(([name]) => !names.includes(name)));
