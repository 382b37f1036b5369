import { expect, test } from 'vitest';
import { fast, yielding } from './pace.ts';

test('a build that yields rests for four times as long as it has worked, half a second at most', () => {
  expect([2, 100, 250, 10_000].map(yielding.restAfter)).toEqual([8, 400, 500, 500]);
});

test('a fast build never rests', () => {
  expect(fast.restAfter(1_000)).toBe(0);
});
