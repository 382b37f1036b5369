import type { NoteFilters } from '@notes/contracts';
import type { ListOrder, SortKey } from './list-order.ts';
import type { Place } from './place.ts';

/**
 * How to follow a list along an index: in which order, from where, and which of the filters only say where the walk begins and
 * ends, since they are about what it is ordered by. The `rest` is looked at note by note.
 */
export type ListWalk = {
  readonly order: ListOrder;
  readonly place: Place | undefined;
  readonly bounds: NoteFilters;
  readonly rest: NoteFilters;
};

/**
 * The walk along a list. Keys that a filter leaves one value put nothing in order, so the walk is by the others; where the list is
 * ordered by such keys alone, it is by the last of them, within its value.
 */
export function listWalk(order: ListOrder, place: Place | undefined, filters: NoteFilters): ListWalk {
  const free = order.flatMap((key, i) => (isFixed(key, filters) ? [] : [i]));
  // The id is never fixed, and goes in the direction of the key before it, as their index does.
  const steps = free.length > 1 || order.length === 1 ? free : [order.length - 2, order.length - 1];
  const walked = steps.map((i) => order[i] as SortKey);
  const bounding = boundsOf(walked[0]?.member ?? 'id');
  const those = (isBound: boolean): NoteFilters =>
    Object.fromEntries(Object.entries(filters).filter((filter) => isBound === bounding(filter)));
  return {
    order: walked,
    place: place && { ...place, values: place.values.filter((_, i) => steps.includes(i)) },
    bounds: those(true),
    rest: those(false),
  };
}

const isFixed = ({ member }: SortKey, { created_by, priority }: NoteFilters): boolean =>
  (member === 'created_by' && created_by?.length === 1) || (member === 'priority' && priority?.length === 1);

type Filter = readonly [name: string, value: unknown];

const boundsOf =
  (member: SortKey['member']) =>
  ([name, value]: Filter): boolean => {
    if (name === member) return Array.isArray(value) && value.length === 1;
    return bounding[member]?.includes(name) ?? false;
  };

const bounding: Readonly<Partial<Record<SortKey['member'], readonly string[]>>> = {
  priority: ['priority:gt', 'priority:ge', 'priority:lt', 'priority:le'] satisfies (keyof NoteFilters)[],
  updated_at: ['after', 'before'] satisfies (keyof NoteFilters)[],
};
