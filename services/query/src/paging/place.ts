import { areSortValues, type ListOrder, type SortValue } from './list-order.ts';

/**
 * Where a page begins: beside the note that has these values in the order, whether it is still there or not. Going on from
 * there, or `backward` from there, without that note, or, if `inclusive`, with it.
 */
export type Place = {
  readonly backward: boolean;
  readonly inclusive: boolean;
  readonly values: readonly SortValue[];
};

const signs = ['>', '>=', '<', '<='] as const;
type Sign = (typeof signs)[number];

/** What a cursor carries of a place. */
export const carried = ({ backward, inclusive, values }: Place): readonly SortValue[] => [
  `${backward ? '<' : '>'}${inclusive ? '=' : ''}`,
  ...values,
];

/** The place that a cursor carries; undefined if it can be none in that order. */
export function readPlace(order: ListOrder, [sign, ...values]: readonly unknown[]): Place | undefined {
  if (!signs.includes(sign as Sign) || !areSortValues(order, values)) return undefined;
  return { backward: String(sign).startsWith('<'), inclusive: String(sign).endsWith('='), values };
}

/** The places of the pages before and after one. */
export type Neighbours = { readonly prev: Place | undefined; readonly next: Place | undefined };

/**
 * The neighbours of a page that begins at `place` (undefined: at the beginning) and holds notes with the values from `first`
 * to `last` (both undefined: it is empty). `more`: there are further notes where it goes on to. Where it came from there
 * was a note, so there is a page; it may be empty by now.
 */
export function neighbours(
  place: Place | undefined,
  ends: { readonly first: readonly SortValue[] | undefined; readonly last: readonly SortValue[] | undefined },
  more: boolean,
): Neighbours {
  const backward = place?.backward === true;
  const cameFrom = place !== undefined;
  const back = beside(ends.first, true) ?? turned(place);
  const on = beside(ends.last, false) ?? turned(place);
  return {
    prev: (backward ? more : cameFrom) ? back : undefined,
    next: (backward ? cameFrom : more) ? on : undefined,
  };
}

const beside = (values: readonly SortValue[] | undefined, backward: boolean): Place | undefined =>
  values && { backward, inclusive: false, values };

/** From an empty page there is only the way back, to all that lies on the other side. */
const turned = (place: Place | undefined): Place | undefined =>
  place && { backward: !place.backward, inclusive: !place.inclusive, values: place.values };
