import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseOrder, type SortValue, sortColumn } from './list-order.ts';
import { carried, neighbours, type PageStart, readPageStart } from './page-start.ts';

const order = parseOrder(['priority']);
const columns = { priority: sortColumn.integer('priority'), id: sortColumn.uuid('id') };
const valuesOf = (priority: number, nth: number): readonly SortValue[] => [
  priority,
  `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`,
];

test('a place is read back from what a cursor carries of it', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.boolean(), fc.integer({ min: -9, max: 9 }), (backward, inclusive, priority) => {
      const place = { backward, inclusive, values: valuesOf(priority, 1) };
      expect(readPageStart(order, columns, carried(place))).toEqual(place);
    }),
  );
});

test.each([[[]], [['>']], [['=', ...valuesOf(1, 1)]], [valuesOf(1, 1)], [['>', 1, 'x']]])(
  '%j is no place in the order',
  (values) => {
    expect(readPageStart(order, columns, values)).toBeUndefined();
  },
);

const text = (values: readonly SortValue[]) => `${Number(values[0]) + 5_000}${values[1]}`;

/** A page of a list in memory, by the meaning of a place. */
function pageOf(list: readonly (readonly SortValue[])[], place: PageStart | undefined, limit: number) {
  const from = place === undefined ? '' : text(place.values);
  const beyond = list.filter((values) => {
    if (place === undefined) return true;
    if (text(values) === from) return place.inclusive;
    return place.backward ? text(values) < from : text(values) > from;
  });
  const backward = place?.backward === true;
  const page = backward ? beyond.slice(-limit) : beyond.slice(0, limit);
  return { page, ...neighbours(place, { first: page[0], last: page.at(-1) }, beyond.length > limit) };
}

const lists = fc
  .array(fc.integer({ min: -3, max: 3 }), { maxLength: 40 })
  .map((priorities) => priorities.sort((a, b) => a - b).map((priority, nth) => valuesOf(priority, nth)));

test('forward to the end and back again, each item is met once', () => {
  fc.assert(
    fc.property(lists, fc.integer({ min: 1, max: 7 }), (list, limit) => {
      const forward: unknown[] = [];
      let here = pageOf(list, undefined, limit);
      forward.push(...here.page);
      while (here.next !== undefined) {
        here = pageOf(list, here.next, limit);
        expect(here.page).not.toHaveLength(0);
        forward.push(...here.page);
      }
      expect(forward).toEqual(list);
      const backward: unknown[] = [...here.page];
      while (here.prev !== undefined) {
        here = pageOf(list, here.prev, limit);
        expect(here.page).not.toHaveLength(0);
        backward.unshift(...here.page);
      }
      expect(backward).toEqual(list);
    }),
  );
});

test('from a page whose notes have gone meanwhile, the way back leads to all that is left', () => {
  fc.assert(
    fc.property(lists, fc.nat(50), fc.boolean(), (list, nth, backward) => {
      fc.pre(list.length > 0);
      const values = list[nth % list.length] ?? [];
      const left = list.filter((other) => (backward ? text(other) >= text(values) : text(other) <= text(values)));
      const empty = pageOf(left, { backward, inclusive: false, values }, 50);
      expect(empty.page).toEqual([]);
      const back = backward ? empty.next : empty.prev;
      expect(pageOf(left, back, 50).page).toEqual(left);
      expect(backward ? empty.prev : empty.next).toBeUndefined();
    }),
  );
});
