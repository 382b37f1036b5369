import { areSortValues, type ListOrder, type SortColumns, type SortValue } from './list-order.ts';

/**
 * Where a page begins: at the item that has these values in the order, whether it still exists or not. The page goes on from
 * there, or `backward` from there, without that item, or, if `inclusive`, with it.
 */
export type PageStart = {
  readonly backward: boolean;
  readonly inclusive: boolean;
  readonly values: readonly SortValue[];
};

const signs = ['>', '>=', '<', '<='] as const;
type Sign = (typeof signs)[number];

/** The values that a cursor carries of a start. */
export const carried = ({ backward, inclusive, values }: PageStart): readonly SortValue[] => [
  `${backward ? '<' : '>'}${inclusive ? '=' : ''}`,
  ...values,
];

/** The start that a cursor carries; undefined if it is not one of that order. */
export function readPageStart(
  order: ListOrder,
  columns: SortColumns,
  [sign, ...values]: readonly unknown[],
): PageStart | undefined {
  if (!signs.includes(sign as Sign) || !areSortValues(order, columns, values)) return undefined;
  return { backward: String(sign).startsWith('<'), inclusive: String(sign).endsWith('='), values };
}

/** Where the pages before and after one begin. */
export type Neighbours = { readonly prev: PageStart | undefined; readonly next: PageStart | undefined };

/**
 * The neighbours of a page that begins at `start` (undefined: at the beginning of the list) and holds items with the values
 * from `first` to `last` (both undefined: it is empty). `more`: further items follow. There is a page on the side where the
 * start came from, since an item was there; it may be empty by now.
 */
export function neighbours(
  start: PageStart | undefined,
  ends: { readonly first: readonly SortValue[] | undefined; readonly last: readonly SortValue[] | undefined },
  more: boolean,
): Neighbours {
  const backward = start?.backward === true;
  const cameFrom = start !== undefined;
  const back = beside(ends.first, true) ?? turned(start);
  const on = beside(ends.last, false) ?? turned(start);
  return {
    prev: (backward ? more : cameFrom) ? back : undefined,
    next: (backward ? cameFrom : more) ? on : undefined,
  };
}

const beside = (values: readonly SortValue[] | undefined, backward: boolean): PageStart | undefined =>
  values && { backward, inclusive: false, values };

/** From an empty page there is only the way back, to all that lies on the other side. */
const turned = (start: PageStart | undefined): PageStart | undefined =>
  start && { backward: !start.backward, inclusive: !start.inclusive, values: start.values };
