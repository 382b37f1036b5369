import { composed, type Filter, type FilterSet } from '@notes/contracts';
import { readInstant } from './instants.ts';
import type { SortColumn, SortColumns } from './list-order.ts';

/**
 * What a list is read from: a table of the read model with its live rows and its bin, and what can be asked of it. Each column
 * that is ordered or filtered by has two indexes, each followed by the id: of the live rows, and of the bin.
 */
export type ListSource<Filters extends object = object, Member extends string = string> = {
  /** In the plural. It also names the page's member and the cursors. */
  readonly table: string;
  /** The columns of an item, the id first. */
  readonly members: readonly string[];
  readonly columns: SortColumns<Member>;
  /** The first filters of a request that an index serves are tried first, in this order. */
  readonly filters: { readonly [Name in keyof Filters]-?: Filter };
  /** The names of the filters, in the order in which cursors have them. */
  readonly names: readonly (keyof Filters & string)[];
  /** Where rows are counted, without filters: columns of a table, to be summed up. */
  readonly counts: { readonly table: string; readonly live: string; readonly deleted: string };
};

/**
 * The filters of a list as its source has them. Those of these members are tried first, in this order, and last what must not be
 * among some values, which most rows are not.
 */
export function filtersInOrder<Filters extends object>(
  { filters, parameters }: Pick<FilterSet, 'filters' | 'parameters'>,
  members: readonly string[],
): Pick<ListSource<Filters>, 'filters' | 'names'> {
  const names = Object.keys(parameters);
  const of = (member: string): string[] => names.filter((name) => name.split(':')[0] === member);
  const isLast = (name: string): boolean => filters[name]?.kind === 'unequal';
  const first = members.flatMap(of).filter((name) => !isLast(name));
  const last = members.toReversed().flatMap(of).filter(isLast);
  const ordered: object = Object.fromEntries([...first, ...last].map((name) => [name, filters[name]]));
  return { filters: ordered as ListSource<Filters>['filters'], names: names as ListSource<Filters>['names'][number][] };
}

type Value = string | number | boolean | null;

/**
 * Reads the filters among the parameters of a query, as their schemas admit them, in one form: empty filters are left out,
 * lists are sorted and without duplicates, instants are in UTC, texts and decimals in the form in which they are kept. So equal
 * filters are equal as JSON. Throws the problem `invalid` for an instant that does not exist.
 */
export function readFilters<Filters extends object>(
  { columns, filters, names }: ListSource<Filters>,
  parameters: Filters,
): Filters {
  const found: Record<string, unknown> = {};
  for (const name of names) {
    const value = parameters[name] as Value | readonly Value[] | undefined;
    if (value === undefined || value === '') continue;
    const read = (one: Value): Value => (typeof one === 'string' ? readText(columns, name, filters[name], one) : one);
    found[name] = typeof value === 'object' && value !== null ? [...new Set(value.map(read))].sort() : read(value);
  }
  return found as Filters;
}

function readText(columns: SortColumns, name: string, filter: Filter, text: string): Value {
  if (filter.kind === 'search') return composed(text);
  const { type, kept }: SortColumn = columns[filter.member] as SortColumn;
  if (type !== 'timestamptz') return kept === undefined ? text : kept(text);
  const { floor, ceiling } = readInstant(name, text);
  // What is finer than a millisecond lies between two instants that are kept.
  return filter.kind === 'bound' && (filter.operator === '>=' || filter.operator === '<') ? ceiling : floor;
}

/** Whether these filters admit every row. */
export const areNoFilters = (filters: object): boolean => Object.keys(filters).length === 0;
