import { expect, test } from 'vitest';
import { placeOf } from './watch.ts';

test('an event stands in one partition', () => {
  expect(placeOf('k3f9a2c1:3-1204')).toEqual({ partition: 3, offset: 1204 });
});

test.each(['', 'k3f9a2c1:', 'k3f9a2c1:0-12.3-1204', '3-1204'])('%j is not where one event stands', (position) => {
  expect(placeOf(position)).toBeUndefined();
});
