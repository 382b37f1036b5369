import { composed } from '@notes/contracts';
import {
  byCodePoint,
  type Candidates,
  type Conditions,
  compareCodePoints,
  conditionsOf,
  contains,
  except,
  type Index,
  isIn,
  only,
  passedOf,
  rangeCandidates,
  rangeOf,
  readInstant,
  type SqlValues,
  searchCandidates,
  within,
} from '@notes/reading';
import { type NoteFilters, noteFilters } from '../contract/index.ts';

/**
 * Reads the filters among the parameters of a query, as their schemas admit them, in one form: empty filters are left out,
 * lists are sorted and without duplicates, instants are in UTC, the text to search for is composed as the texts of notes are.
 * So equal filters are equal as JSON. Throws the problem `invalid` for an instant that does not exist.
 */
export function readFilters(parameters: NoteFilters): NoteFilters {
  const filters: Record<string, unknown> = {};
  for (const name of names) {
    const value = parameters[name];
    if (value === undefined || value === '') continue;
    filters[name] = Array.isArray(value) ? [...new Set<string | number>(value)].sort() : value;
  }
  const { after, before, search } = parameters;
  if (search !== undefined && search !== '') filters['search'] = composed(search);
  if (after !== undefined) filters['after'] = readInstant('after', after).ceiling;
  if (before !== undefined) filters['before'] = readInstant('before', before).floor;
  return filters;
}

type Name = keyof NoteFilters;
const names = Object.keys(noteFilters) as Name[];

/** Whether these filters admit every note. */
export const areNoFilters = (filters: NoteFilters): boolean => Object.keys(filters).length === 0;

const author = byCodePoint('created_by');
const searched = ['title', 'description'];

const conditions: Conditions<NoteFilters> = {
  created_by: (values, sql) => isIn(author, values, 'text', sql),
  'created_by:ne': (values, sql) => `${author} <> all(${sql.add(values, 'text[]')})`,
  priority: (values, sql) => isIn('priority', values, 'integer', sql),
  'priority:ne': (values, sql) => `priority <> all(${sql.add(values, 'integer[]')})`,
  'priority:gt': (value, sql) => `priority > ${sql.add(value, 'integer')}`,
  'priority:ge': (value, sql) => `priority >= ${sql.add(value, 'integer')}`,
  'priority:lt': (value, sql) => `priority < ${sql.add(value, 'integer')}`,
  'priority:le': (value, sql) => `priority <= ${sql.add(value, 'integer')}`,
  search: (text, sql) => contains(searched, text, sql),
  after: (instant, sql) => `updated_at >= ${sql.add(instant, 'timestamptz')}`,
  before: (instant, sql) => `updated_at <= ${sql.add(instant, 'timestamptz')}`,
};

/** The conditions in SQL on a row of `notes` that filters amount to, as `readFilters` returns them; none for no filters. */
export const filterConditions = (filters: NoteFilters, sql: SqlValues): string[] =>
  conditionsOf(conditions, filters, sql);

const byAuthor: Index = { table: 'notes', column: author, type: 'text' };
const byPriority: Index = { table: 'notes', column: 'priority', type: 'integer' };
const byTime: Index = { table: 'notes', column: 'updated_at', type: 'timestamptz' };

/**
 * How to find notes by each filter that an index serves. In sessions that neither scan nor sort where an index will do
 * (`preferIndexes`), each of these statements has one possible plan, whatever Postgres estimates: a range of an index is
 * read in the order of that index, and single values are ranges, too, since ordering by a constant is no order.
 */
export function filterCandidates(filters: NoteFilters): Candidates<Name>[] {
  const { created_by, priority, search, after, before } = filters;
  const bounds = {
    ...{ '>': filters['priority:gt'], '>=': filters['priority:ge'] },
    ...{ '<': filters['priority:lt'], '<=': filters['priority:le'] },
  };
  const all = [
    rangeCandidates<Name>(byAuthor, created_by?.map(only), ['created_by']),
    searchCandidates<Name>('notes', searched, search, ['search']),
    rangeCandidates<Name>(byTime, within({ '>=': after, '<=': before }), ['after', 'before']),
    rangeCandidates<Name>(byPriority, priority?.map(only), ['priority']),
    rangeCandidates<Name>(byPriority, within(bounds), ['priority:gt', 'priority:ge', 'priority:lt', 'priority:le']),
    rangeCandidates<Name>(
      byPriority,
      except(filters['priority:ne'], (a, b) => a - b),
      ['priority:ne'],
    ),
    rangeCandidates<Name>(byAuthor, except(filters['created_by:ne'], compareCodePoints), ['created_by:ne']),
  ];
  return all.filter((candidates) => candidates !== undefined);
}

/** In SQL: how many of the rows of `looked` pass the filters of each of these candidates, as an array. */
export const passedFilters = (ways: readonly Candidates[], filters: NoteFilters, sql: SqlValues): string =>
  passedOf(conditions, ways, filters, sql);

/** The conditions that filters on one column amount to, as a range of its index. A single value is a range, too. */
export function rangeConditions({ created_by, priority, ...others }: NoteFilters, sql: SqlValues): string[] {
  const single = ({ column, type }: Index, values: readonly (string | number)[] = []): string[] =>
    rangeOf(column, type, values.flatMap(only), sql);
  return [...single(byAuthor, created_by), ...single(byPriority, priority), ...filterConditions(others, sql)];
}
