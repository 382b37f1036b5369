import { expect, test } from 'vitest';
import { quantile } from './sample.ts';

test('gives a value that was there, whatever the order', () => {
  const values = [30, 10, 20, 40];
  expect([0, 0.25, 0.5, 0.95, 1].map((q) => quantile(values, q))).toEqual([10, 10, 20, 40, 40]);
  expect(values).toEqual([30, 10, 20, 40]);
});

test('orders numbers as numbers', () => expect(quantile([9, 100, 10], 0.5)).toBe(10));

test('of nothing is nothing', () => expect(quantile([], 0.5)).toBeNull());
