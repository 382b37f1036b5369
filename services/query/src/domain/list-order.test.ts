import { expect, test } from 'vitest';
import { areSortValues, defaultOrder, orderText } from './list-order.ts';

const id = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';

test('an order reads as clients write it', () => {
  expect(orderText(defaultOrder)).toBe('-updated_at,id');
});

test('values of the right types are admitted', () => {
  expect(areSortValues(defaultOrder, ['2026-01-31T12:00:00.000Z', id])).toBe(true);
});

test.each([
  [[]],
  [[id]],
  [['2026-01-31T12:00:00.000Z', id, 1]],
  [['2026-02-31T12:00:00.000Z', id]],
  [['2026-01-31', id]],
  [[1, id]],
  [['2026-01-31T12:00:00.000Z', id.toUpperCase()]],
])('%j cannot be the values of a note', (values) => {
  expect(areSortValues(defaultOrder, values)).toBe(false);
});
