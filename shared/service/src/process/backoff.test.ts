import { expect, test } from 'vitest';
import { backoffMs } from './keep-trying.ts';

const most = { random: () => 0.999_999 };

test('doubles the limit with every attempt up to the cap', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map((attempt) => backoffMs(attempt, most))).toEqual([49, 99, 199, 399, 799, 999, 999]);
});

test('may wait for nothing at all', () => {
  expect(backoffMs(9, { random: () => 0 })).toBe(0);
});

test('takes another base and cap', () => {
  expect(backoffMs(10, { ...most, baseMs: 10, capMs: 200 })).toBe(199);
});
