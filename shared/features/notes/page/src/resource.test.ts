import { compareBy, learn, rowsOf, updateRows } from '@notes/page/subjects';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Content } from './content.ts';
import { matches } from './resource.ts';
import { type ListView, type Order, orders, routing } from './route.ts';
import { sampleNote } from './testing/sample-note.ts';

const rules = { matches, compare: ({ order }: ListView) => compareBy<Content>(orders[order].keys) };
const title = fc.constantFrom('a', 'b', 'c', 'milk');
const note = (id: string) =>
  fc
    .record({ title, priority: fc.integer({ min: 0, max: 2 }), version: fc.integer({ min: 1, max: 9 }) })
    .map((members) => sampleNote(id, members));
const ids = ['1', '2', '3', '4', '5', '6'];
const notes = fc.tuple(...ids.map(note));
const view: fc.Arbitrary<ListView> = fc.record({
  search: fc.constantFrom('', 'milk', 'A'),
  author: fc.constant(''),
  priority: fc.constantFrom(undefined, 1),
  order: fc.constantFrom(...(Object.keys(orders) as Order[])),
  bin: fc.boolean(),
});

test('rows that are brought up to date are the rows that one would make anew', () => {
  const change = fc.record({ before: notes, after: notes, view, end: fc.option(note('4'), { nil: undefined }) });
  fc.assert(
    fc.property(change, ({ before, after, view, end }) => {
      const first = learn(new Map(), before).knowledge;
      const { knowledge, changed } = learn(first, after);
      const shown = { view, end };
      expect(updateRows(rules, rowsOf(rules, first, shown), knowledge, changed, shown)).toEqual(
        rowsOf(rules, knowledge, shown),
      );
    }),
  );
});

test('what comes after the last note that was read is not shown', () => {
  const [a, b, c] = [sampleNote('1', { title: 'a' }), sampleNote('2', { title: 'b' }), sampleNote('3', { title: 'c' })];
  const { knowledge } = learn(new Map(), [a, b, c]);
  expect(rowsOf(rules, knowledge, { view: { ...routing.initial, order: 'title' }, end: b })).toEqual([a, b]);
});

test('a search looks into title and text, in any case', () => {
  const milk = sampleNote('1', { title: 'Buy', description: 'two litres of MILK' });
  expect(matches(milk, { ...routing.initial, search: 'Milk' })).toBe(true);
  expect(matches(milk, { ...routing.initial, search: 'bread' })).toBe(false);
  expect(matches({ ...milk, deleted_at: milk.updated_at }, routing.initial)).toBe(false);
});
