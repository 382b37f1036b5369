import { type ListOrder, type PageStart, parseOrder, type SortColumns, type SortKey, sortColumn } from '@notes/reading';
import type { NoteFilters, SortMember } from '../contract/index.ts';

/** The columns that notes can be ordered by. Each has an index, followed by the id. */
export const sortColumns: SortColumns<SortMember> = {
  title: sortColumn.text('title'),
  created_by: sortColumn.text('created_by'),
  priority: sortColumn.integer('priority'),
  created_at: sortColumn.timestamptz('created_at'),
  updated_at: sortColumn.timestamptz('updated_at'),
  id: sortColumn.uuid('id'),
};

/** The order that `order_by` asks for, the last change first by default. Throws the problem `invalid` for a key that occurs twice. */
export const readOrder = (keys: readonly string[] = ['-updated_at']): ListOrder<SortMember> => parseOrder(keys);

/**
 * How to follow a list along an index: in which order, from where, and which of the filters only say where the walk begins and
 * ends, since they are about what it is ordered by. The `rest` is looked at note by note.
 */
export type ListWalk = {
  readonly order: ListOrder<SortMember>;
  readonly start: PageStart | undefined;
  readonly bounds: NoteFilters;
  readonly rest: NoteFilters;
};

/**
 * The walk along a list. Keys that a filter leaves one value put nothing in order, so the walk is by the others; where the list is
 * ordered by such keys alone, it is by the last of them, within its value.
 */
export function listWalk(order: ListOrder<SortMember>, start: PageStart | undefined, filters: NoteFilters): ListWalk {
  const free = order.flatMap((key, i) => (isFixed(key, filters) ? [] : [i]));
  // The id is never fixed, and goes in the direction of the key before it, as their index does.
  const steps = free.length > 1 || order.length === 1 ? free : [order.length - 2, order.length - 1];
  const walked = steps.map((i) => order[i] as SortKey<SortMember>);
  const bounding = boundsOf(walked[0]?.member ?? 'id');
  const those = (isBound: boolean): NoteFilters =>
    Object.fromEntries(Object.entries(filters).filter((filter) => isBound === bounding(filter)));
  return {
    order: walked,
    start: start && { ...start, values: start.values.filter((_, i) => steps.includes(i)) },
    bounds: those(true),
    rest: those(false),
  };
}

const isFixed = ({ member }: SortKey<SortMember>, { created_by, priority }: NoteFilters): boolean =>
  (member === 'created_by' && created_by?.length === 1) || (member === 'priority' && priority?.length === 1);

type Filter = readonly [name: string, value: unknown];

const boundsOf =
  (member: SortKey<SortMember>['member']) =>
  ([name, value]: Filter): boolean => {
    if (name === member) return Array.isArray(value) && value.length === 1;
    return bounding[member]?.includes(name) ?? false;
  };

const bounding: Readonly<Partial<Record<SortKey<SortMember>['member'], readonly string[]>>> = {
  priority: ['priority:gt', 'priority:ge', 'priority:lt', 'priority:le'] satisfies (keyof NoteFilters)[],
  updated_at: ['after', 'before'] satisfies (keyof NoteFilters)[],
};
