import type { Operator } from '@notes/contracts';
import type { SqlValues } from './statement.ts';

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

/** What can be compared. */
export type Scalar = string | number | boolean | null;

type Bound = readonly [operator: Operator | 'is' | 'is not', value: Scalar];
export type Range = readonly Bound[];

/** A single value, or null, as a range. */
export const only = (value: Scalar): Range =>
  value === null
    ? [['is', null]]
    : [
        ['>=', value],
        ['<=', value],
      ];

/** All values, but not null. */
export const present: Range = [['is not', null]];

/** The ranges of all values but these, null left out: before the first, between two, after the last. */
export function except<T extends string | number | boolean>(
  values: readonly T[],
  compare: (a: T, b: T) => number,
): Range[] {
  if (values.length === 0) return [present];
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
  range.map(([operator, value]) => `${column} ${operator} ${value === null ? 'null' : sql.add(value, type)}`);

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

/** Candidates in ranges of an index; none of no ranges. */
export function rangeCandidates<Name extends string>(
  { table, column, type }: Index,
  ranges: readonly Range[],
  filters: readonly Name[],
): Candidates<Name> {
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
