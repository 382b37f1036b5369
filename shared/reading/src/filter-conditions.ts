import type { NoteFilters } from '@notes/contracts';
import type { SqlValues } from './sql-values.ts';

/** By code point, on every server alike: in the words of the indexes, which serve no other order. */
export const byCodePoint = (column: 'title' | 'created_by'): string => `${column} collate "C"`;

type Conditions = {
  readonly [Name in keyof NoteFilters]-?: (value: NonNullable<NoteFilters[Name]>, sql: SqlValues) => string;
};

/**
 * What is shorter, the index of trigrams cannot find. Then Postgres is kept from judging how rare it is: it would read the whole
 * table for what it takes to be rare, and short texts are common. So it goes along the order until the page is full.
 */
export const hasTrigram = /[\p{L}\p{N}]{3}/u;

const author = byCodePoint('created_by');

const conditions: Conditions = {
  created_by: (names, sql) => isIn(author, names, 'text', sql),
  'created_by:ne': (names, sql) => `${author} <> all(${sql.add(names, 'text[]')})`,
  priority: (numbers, sql) => isIn('priority', numbers, 'integer', sql),
  'priority:ne': (numbers, sql) => `priority <> all(${sql.add(numbers, 'integer[]')})`,
  'priority:gt': (number, sql) => `priority > ${sql.add(number, 'integer')}`,
  'priority:ge': (number, sql) => `priority >= ${sql.add(number, 'integer')}`,
  'priority:lt': (number, sql) => `priority < ${sql.add(number, 'integer')}`,
  'priority:le': (number, sql) => `priority <= ${sql.add(number, 'integer')}`,
  search(text, sql) {
    const pattern = sql.add(`%${text.replaceAll(/[\\%_]/g, '\\$&')}%`, 'text');
    const contains = `title ilike ${pattern} or description ilike ${pattern}`;
    return hasTrigram.test(text) ? `(${contains})` : `coalesce(${contains}, false)`;
  },
  after: (instant, sql) => `updated_at >= ${sql.add(instant, 'timestamptz')}`,
  before: (instant, sql) => `updated_at <= ${sql.add(instant, 'timestamptz')}`,
};

/** The conditions in SQL on a row of `notes` that filters amount to, as `readFilters` gives them; none for no filters. */
export function filterConditions(filters: NoteFilters, sql: SqlValues): string[] {
  return Object.entries(filters).map(([name, value]) =>
    (conditions[name as keyof NoteFilters] as (value: unknown, sql: SqlValues) => string)(value, sql),
  );
}

/** One value is compared by itself: only then does Postgres know the column to be constant, and its index to be in order. */
const isIn = (column: string, values: readonly unknown[], type: string, sql: SqlValues): string =>
  values.length === 1 ? `${column} = ${sql.add(values[0], type)}` : `${column} = any(${sql.add(values, `${type}[]`)})`;
