import { expect, test } from 'vitest';
import { windowOf } from './list.ts';

test('of many rows only those in sight are drawn, and a few around them', () => {
  expect(windowOf(0, 600, 60, 5_000, 5)).toEqual({ first: 0, count: 15 });
  expect(windowOf(60_000, 600, 60, 5_000, 5)).toEqual({ first: 995, count: 20 });
  expect(windowOf(299_400, 600, 60, 5_000, 5)).toEqual({ first: 4_985, count: 15 });
});

test('a place beyond the last row draws nothing that is not there', () => {
  expect(windowOf(10_000, 600, 60, 3)).toEqual({ first: 3, count: 0 });
});
