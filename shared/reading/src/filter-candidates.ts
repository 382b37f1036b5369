import type { NoteFilters } from '@notes/contracts';
import { byCodePoint, filterConditions, hasTrigram } from './filter-conditions.ts';
import type { SqlValues } from './sql-values.ts';

type Name = keyof NoteFilters;

/** The rows of `notes` that an index finds for one filter, or for a few that one index serves. */
export type Candidates = {
  /** The filters that all these rows pass. */
  readonly filters: readonly Name[];
  /** Whether a limit also limits what it costs: not so where an index finds all before it gives one. */
  readonly isLimited: boolean;
  /** A statement for them: the live ones or those of the bin, `limit` at most, all for Infinity. */
  select(which: { readonly deleted: boolean; readonly limit: number }, sql: SqlValues): string;
};

/**
 * For each filter that an index serves, how to find by it. In sessions that do not sort where an index has the order (`byIndex`)
 * these can be planned one way only, whatever Postgres takes the filter to let through: a range of an index is asked for in the order of
 * that index, and single values are ranges, too, since an order by what is constant is none.
 */
export function filterCandidates(filters: NoteFilters): Candidates[] {
  const all: (Candidates | undefined)[] = [
    rangesOf(author, 'text', filters.created_by?.map(only), ['created_by']),
    trigrams(filters.search),
    rangesOf('updated_at', 'timestamptz', times(filters), ['after', 'before']),
    rangesOf('priority', 'integer', filters.priority?.map(only), ['priority']),
    rangesOf('priority', 'integer', priorities(filters), ['priority:gt', 'priority:ge', 'priority:lt', 'priority:le']),
    rangesOf(
      'priority',
      'integer',
      between(filters['priority:ne'], (a, b) => a - b),
      ['priority:ne'],
    ),
    rangesOf(author, 'text', between(filters['created_by:ne'], codePoints), ['created_by:ne']),
  ];
  return all.filter((candidates) => candidates !== undefined);
}

type Bound = readonly [operator: '<' | '<=' | '>' | '>=', value: string | number];
type Range = readonly Bound[];

const author = byCodePoint('created_by');

const only = (value: string | number): Range => [
  ['>=', value],
  ['<=', value],
];

const codePoints = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function times({ after, before }: NoteFilters): Range[] | undefined {
  return oneRange([
    after === undefined ? [] : ([['>=', after]] as const),
    before === undefined ? [] : ([['<=', before]] as const),
  ]);
}

function priorities(filters: NoteFilters): Range[] | undefined {
  const bound = (operator: Bound[0], value: number | undefined): Range =>
    value === undefined ? [] : [[operator, value]];
  return oneRange([
    bound('>', filters['priority:gt']),
    bound('>=', filters['priority:ge']),
    bound('<', filters['priority:lt']),
    bound('<=', filters['priority:le']),
  ]);
}

const oneRange = (bounds: readonly Range[]): Range[] | undefined => {
  const range = bounds.flat();
  return range.length === 0 ? undefined : [range];
};

/** What is none of these values: before the first, between two, after the last. */
function between<T extends string | number>(
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

const rangeOf = (column: string, type: string, range: Range, sql: SqlValues): string[] =>
  range.map(([operator, value]) => `${column} ${operator} ${sql.add(value, type)}`);

function rangesOf(
  column: string,
  type: string,
  ranges: readonly Range[] | undefined,
  filters: readonly Name[],
): Candidates | undefined {
  if (ranges === undefined) return undefined;
  return {
    filters,
    isLimited: true,
    select({ deleted, limit }, sql) {
      if (ranges.length === 0) return 'select * from notes where false';
      const end = limitOf(limit, sql);
      const some = ranges.map((range) => {
        const conditions = [`deleted_at is ${deleted ? 'not ' : ''}null`, ...rangeOf(column, type, range, sql)];
        return `(select * from notes where ${conditions.join(' and ')} order by ${column}, id ${end})`;
      });
      return ranges.length === 1 ? some.join() : `${some.join(' union all ')} ${end}`;
    },
  };
}

/** Written so that no index can be used for it but that of the trigrams: the others hold either the live notes or the bin. */
function trigrams(search: string | undefined): Candidates | undefined {
  if (search === undefined || !hasTrigram.test(search)) return undefined;
  return {
    filters: ['search'],
    isLimited: false,
    select: ({ deleted, limit }, sql) =>
      `select * from notes where coalesce(deleted_at is ${deleted ? 'not ' : ''}null, false)
        and ${filterConditions({ search }, sql).join()} ${limitOf(limit, sql)}`,
  };
}

/** In SQL: how many of the rows of `looked` the filters of each of these ways let through, as an array. */
export function passedOf(ways: readonly Candidates[], filters: NoteFilters, sql: SqlValues): string {
  if (ways.length === 0) return 'null::bigint[]';
  const counts = ways.map((way) => {
    const own = Object.entries(filters).filter(([name]) => way.filters.includes(name as Name));
    return `count(*) filter (where ${filterConditions(Object.fromEntries(own), sql).join(' and ')})`;
  });
  return `(select array[${counts.join(', ')}]::bigint[] from looked)`;
}

const limitOf = (limit: number, sql: SqlValues): string =>
  `limit ${limit === Number.POSITIVE_INFINITY ? 'all' : sql.add(limit, 'bigint')}`;

/**
 * The conditions that filters of one column amount to, as the range of its index that a walk along it begins and ends at. A single value
 * is a range, too.
 */
export function rangeConditions(filters: NoteFilters, sql: SqlValues): string[] {
  const { created_by, priority, ...others } = filters;
  const single = (column: string, type: string, values: readonly (string | number)[] | undefined): string[] =>
    values === undefined ? [] : rangeOf(column, type, values.flatMap(only), sql);
  return [
    ...single(author, 'text', created_by),
    ...single('priority', 'integer', priority),
    ...filterConditions(others, sql),
  ];
}
