import type { SqlValues } from './statement.ts';

/** How each filter of a list becomes a condition in SQL. */
export type Conditions<Filters> = {
  readonly [Name in keyof Filters]-?: (value: NonNullable<Filters[Name]>, sql: SqlValues) => string;
};

/** The conditions that filters amount to; none for no filters. */
export function conditionsOf<Filters extends object>(
  conditions: Conditions<Filters>,
  filters: Filters,
  sql: SqlValues,
): string[] {
  return Object.entries(filters).map(([name, value]) =>
    (conditions[name as keyof Filters] as (value: unknown, sql: SqlValues) => string)(value, sql),
  );
}

/** A single value is compared by `=`: only then does Postgres know the column to be constant, and its index to be in order. */
export const isIn = (column: string, values: readonly unknown[], type: string, sql: SqlValues): string =>
  values.length === 1 ? `${column} = ${sql.add(values[0], type)}` : `${column} = any(${sql.add(values, `${type}[]`)})`;

/**
 * An index of trigrams finds no shorter text. For one, `contains` keeps Postgres from estimating how rare it is: it would scan
 * the table for a text that it takes to be rare, and short texts are common. So it follows the order until the page is full.
 */
const hasTrigram = /[\p{L}\p{N}]{3}/u;

/** One of the columns contains a text, in upper or lower case. */
export function contains(columns: readonly string[], text: string, sql: SqlValues): string {
  const pattern = sql.add(`%${text.replaceAll(/[\\%_]/g, '\\$&')}%`, 'text');
  const condition = columns.map((column) => `${column} ilike ${pattern}`).join(' or ');
  return hasTrigram.test(text) ? `(${condition})` : `coalesce(${condition}, false)`;
}

type Bound = readonly [operator: '<' | '<=' | '>' | '>=', value: string | number];
export type Range = readonly Bound[];

/** A single value, as a range. */
export const only = (value: string | number): Range => [
  ['>=', value],
  ['<=', value],
];

/** The one range within all these bounds; undefined if none is given. */
export function within(bounds: Readonly<Partial<Record<Bound[0], string | number | undefined>>>): Range[] | undefined {
  const range = Object.entries(bounds).flatMap(([operator, value]) =>
    value === undefined ? [] : [[operator as Bound[0], value] as const],
  );
  return range.length === 0 ? undefined : [range];
}

/** The ranges of all values but these: before the first, between two, after the last. */
export function except<T extends string | number>(
  values: readonly T[] | undefined,
  compare: (a: T, b: T) => number,
): Range[] | undefined {
  if (values === undefined) return undefined;
  const sorted = values.toSorted(compare);
  return [undefined, ...sorted].map((from, i): Range => {
    const to = sorted[i];
    return [
      ...(from === undefined ? [] : ([['>', from]] as const)),
      ...(to === undefined ? [] : ([['<', to]] as const)),
    ];
  });
}

/** Compares texts as `byCodePoint` orders them. */
export const compareCodePoints = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The conditions of one range. */
export const rangeOf = (column: string, type: string, range: Range, sql: SqlValues): string[] =>
  range.map(([operator, value]) => `${column} ${operator} ${sql.add(value, type)}`);

/** The rows of a table that an index finds for one filter, or for several that the same index serves. */
export type Candidates<Name extends string = string> = {
  /** The filters that all these rows pass. */
  readonly filters: readonly Name[];
  /** Whether a limit also limits the cost: not so where an index finds all rows before it returns one. */
  readonly isLimited: boolean;
  /** A statement for them: the live ones or those of the bin, `limit` at most, all for Infinity. */
  select(which: { readonly deleted: boolean; readonly limit: number }, sql: SqlValues): string;
};

/** An index to find candidates by: of this column, then of the id, of the live rows and of those of the bin by themselves. */
export type Index = { readonly table: string; readonly column: string; readonly type: string };

/** Candidates in ranges of an index; undefined without ranges. */
export function rangeCandidates<Name extends string>(
  { table, column, type }: Index,
  ranges: readonly Range[] | undefined,
  filters: readonly Name[],
): Candidates<Name> | undefined {
  if (ranges === undefined) return undefined;
  return {
    filters,
    isLimited: true,
    select({ deleted, limit }, sql) {
      if (ranges.length === 0) return `select * from ${table} where false`;
      const end = limitOf(limit, sql);
      const some = ranges.map((range) => {
        const conditions = [`deleted_at is ${deleted ? 'not ' : ''}null`, ...rangeOf(column, type, range, sql)];
        return `(select * from ${table} where ${conditions.join(' and ')} order by ${column}, id ${end})`;
      });
      return ranges.length === 1 ? some.join() : `${some.join(' union all ')} ${end}`;
    },
  };
}

/**
 * Candidates that contain a text, by an index of trigrams; undefined if that cannot find it. Written so that no other index
 * can be used: the others hold either the live rows or the bin.
 */
export function searchCandidates<Name extends string>(
  table: string,
  columns: readonly string[],
  text: string | undefined,
  filters: readonly Name[],
): Candidates<Name> | undefined {
  if (text === undefined || !hasTrigram.test(text)) return undefined;
  return {
    filters,
    isLimited: false,
    select: ({ deleted, limit }, sql) =>
      `select * from ${table} where coalesce(deleted_at is ${deleted ? 'not ' : ''}null, false)
        and ${contains(columns, text, sql)} ${limitOf(limit, sql)}`,
  };
}

const limitOf = (limit: number, sql: SqlValues): string =>
  `limit ${limit === Number.POSITIVE_INFINITY ? 'all' : sql.add(limit, 'bigint')}`;

/** In SQL: how many of the rows of `looked` pass the filters of each of these candidates, as an array. */
export function passedOf<Filters extends object>(
  conditions: Conditions<Filters>,
  ways: readonly Candidates[],
  filters: Filters,
  sql: SqlValues,
): string {
  if (ways.length === 0) return 'null::bigint[]';
  const counts = ways.map((way) => {
    const own = Object.fromEntries(Object.entries(filters).filter(([name]) => way.filters.includes(name)));
    return `count(*) filter (where ${conditionsOf(conditions, own as Filters, sql).join(' and ')})`;
  });
  return `(select array[${counts.join(', ')}]::bigint[] from looked)`;
}
