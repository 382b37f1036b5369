import type { Filter, Operator } from '@notes/contracts';
import {
  type Candidates,
  compareCodePoints,
  contains,
  except,
  isIn,
  only,
  present,
  type Range,
  rangeCandidates,
  rangeOf,
  type Scalar,
  searchCandidates,
} from './filters.ts';
import type { SortColumn, SortColumns } from './list-order.ts';
import type { ListSource } from './list-source.ts';
import type { SqlValues } from './statement.ts';

/** The conditions in SQL on a row that filters amount to, as `readFilters` returns them; none for no filters. */
export const filterConditions = <Filters extends object>(
  { columns, filters: all }: ListSource<Filters>,
  filters: Filters,
  sql: SqlValues,
): string[] =>
  Object.entries(filters).map(([name, value]) => conditionOf(columns, all[name as keyof Filters], value, sql));

function conditionOf(columns: SortColumns, filter: Filter, value: unknown, sql: SqlValues): string {
  if (filter.kind === 'search') return contains(filter.columns, String(value), sql);
  const { sql: column, type } = columnOf(columns, filter);
  if (filter.kind === 'bound') return `${column} ${filter.operator} ${sql.add(value, type)}`;
  if (filter.kind === 'given') return `${column} is ${value === true ? 'not ' : ''}null`;
  const values = (value as readonly Scalar[]).filter((one) => one !== null);
  const hasNull = values.length < (value as readonly Scalar[]).length;
  if (filter.kind === 'unequal')
    return hasNull && values.length === 0
      ? `${column} is not null`
      : `${column} <> all(${sql.add(values, `${type}[]`)})`;
  if (!hasNull) return isIn(column, values, type, sql);
  return values.length === 0 ? `${column} is null` : `(${column} is null or ${isIn(column, values, type, sql)})`;
}

const columnOf = (columns: SortColumns, { member }: { readonly member: string }): SortColumn =>
  columns[member] as SortColumn;

/**
 * How to find rows by each filter that an index serves. In sessions that neither scan nor sort where an index will do
 * (`preferIndexes`), each of these statements has one possible plan, whatever Postgres estimates: a range of an index is
 * read in the order of that index, and single values are ranges, too, since ordering by a constant is no order.
 */
export function filterCandidates<Filters extends object>(
  source: ListSource<Filters>,
  filters: Filters,
): Candidates<keyof Filters & string>[] {
  type Name = keyof Filters & string;
  const names = Object.keys(source.filters) as Name[];
  const groupOf = (name: Name): Name[] => {
    const filter: Filter = source.filters[name];
    return filter.kind === 'bound' ? names.filter((other) => isBoundOn(filter.member, source.filters[other])) : [name];
  };
  return names.flatMap((name) => {
    const group = groupOf(name);
    const given = group.filter((one) => filters[one] !== undefined);
    const found = given.length === 0 || group[0] !== name ? undefined : candidatesOf(source, filters, group, given);
    return found === undefined ? [] : [found];
  });
}

const isBoundOn = (member: string, filter: Filter): boolean => filter.kind === 'bound' && filter.member === member;

/** Those of filters that one index serves together: the bounds on a column, or any other by itself. */
function candidatesOf<Filters extends object>(
  { table, columns, filters: all }: ListSource<Filters>,
  filters: Filters,
  group: readonly (keyof Filters & string)[],
  given: readonly (keyof Filters & string)[],
): Candidates<keyof Filters & string> | undefined {
  const ranges: Range[] = [];
  const bounds: (readonly [Operator, Some])[] = [];
  let index: SortColumn | undefined;
  for (const name of given) {
    const filter: Filter = all[name];
    const value: unknown = filters[name];
    if (filter.kind === 'search') return searchCandidates(table, filter.columns, String(value), group);
    index = columnOf(columns, filter);
    if (filter.kind === 'bound') bounds.push([filter.operator, value as Some]);
    else ranges.push(...rangesOf(filter, index.type, value));
  }
  if (index === undefined) return undefined;
  return rangeCandidates({ table, column: index.sql, type: index.type }, bounds.length > 0 ? [bounds] : ranges, group);
}

function rangesOf(filter: Filter, type: SortColumn['type'], value: unknown): Range[] {
  if (filter.kind === 'given') return [value === true ? present : only(null)];
  const values = value as readonly Scalar[];
  if (filter.kind === 'equal') return values.map(only);
  return except(
    values.filter((one) => one !== null),
    comparisons[type],
  );
}

type Some = NonNullable<Scalar>;

/** In the order of the index. */
const comparisons: Readonly<Record<SortColumn['type'], (a: Some, b: Some) => number>> = {
  text: (a, b) => compareCodePoints(String(a), String(b)),
  timestamptz: (a, b) => compareCodePoints(String(a), String(b)),
  uuid: (a, b) => compareCodePoints(String(a), String(b)),
  integer: (a, b) => Number(a) - Number(b),
  // Fifteen digits are exact as a number.
  numeric: (a, b) => Number(a) - Number(b),
  boolean: (a, b) => Number(a) - Number(b),
};

/** The conditions that filters on one column amount to, as a range of its index. A single value is a range, too. */
export const rangeConditions = <Filters extends object>(
  source: ListSource<Filters>,
  filters: Filters,
  sql: SqlValues,
): string[] =>
  Object.entries(filters).flatMap(([name, value]) => {
    const filter: Filter = source.filters[name as keyof Filters];
    if (filter.kind !== 'equal') return [conditionOf(source.columns, filter, value, sql)];
    const { sql: column, type } = columnOf(source.columns, filter);
    return rangeOf(column, type, (value as readonly Scalar[]).flatMap(only), sql);
  });

/** In SQL: how many of the rows of `looked` pass the filters of each of these candidates, as an array. */
export function passedFilters<Filters extends object>(
  source: ListSource<Filters>,
  ways: readonly Candidates[],
  filters: Filters,
  sql: SqlValues,
): string {
  if (ways.length === 0) return 'null::bigint[]';
  const counts = ways.map((way) => {
    const own = Object.fromEntries(Object.entries(filters).filter(([name]) => way.filters.includes(name)));
    return `count(*) filter (where ${filterConditions(source, own as Filters, sql).join(' and ')})`;
  });
  return `(select array[${counts.join(', ')}]::bigint[] from looked)`;
}
