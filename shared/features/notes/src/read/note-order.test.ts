import { areSortValues, orderText, readOrder as readOrderOf, reversed } from '@notes/reading';
import { expect, test } from 'vitest';
import type { SortMember } from '../contract/index.ts';
import { noteSource } from './note-source.ts';

const readOrder = readOrderOf<SortMember>;

const sortColumns = noteSource.columns;

const id = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const time = '2026-01-31T12:00:00.000Z';

test.each([
  [undefined, '-updated_at,-id'],
  [['title'], 'title,id'],
  [['-priority', 'title'], '-priority,title,id'],
  [['created_by', '-created_at'], 'created_by,-created_at,-id'],
])('order_by %j is the order %s', (keys, text) => {
  expect(orderText(readOrder(keys))).toBe(text);
});

test('an order from its other end has every direction turned', () => {
  expect(orderText(reversed(readOrder(['-priority', 'title'])))).toBe('priority,-title,-id');
});

test.each([[['title', 'title']], [['title', 'priority', '-title']]])(
  'a key that comes twice is refused: %j',
  (keys) => {
    expect(() => readOrder(keys)).toThrow(
      expect.objectContaining({ slug: 'invalid', errors: [expect.objectContaining({ parameter: 'order_by' })] }),
    );
  },
);

test.each([
  [undefined, [time, id]],
  [['title'], ['', id]],
  [
    ['priority', '-created_by', 'created_at'],
    [-2_147_483_648, 'ada', time, id],
  ],
])('values of the right types are admitted: %j %j', (keys, values) => {
  expect(areSortValues(readOrder(keys), sortColumns, values)).toBe(true);
});

test.each([
  [undefined, []],
  [undefined, [id]],
  [undefined, [time, id, 1]],
  [undefined, ['2026-02-31T12:00:00.000Z', id]],
  [undefined, ['2026-01-31', id]],
  [undefined, [1, id]],
  [undefined, [time, id.toUpperCase()]],
  [['title'], ['a\0b', id]],
  [['title'], ['\ud800', id]],
  [['title'], [7, id]],
  [['priority'], [2_147_483_648, id]],
  [['priority'], [1.5, id]],
  [['priority'], ['1', id]],
  [['priority'], [null, id]],
])('%j: %j cannot be the values of a note', (keys, values) => {
  expect(areSortValues(readOrder(keys), sortColumns, values)).toBe(false);
});
