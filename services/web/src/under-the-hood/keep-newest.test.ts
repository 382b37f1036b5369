import { expect, test } from 'vitest';
import { keepNewest } from './watch.ts';

test('keeps what came last, in the order in which it came', () => {
  expect(keepNewest([1, 2], [3], 5)).toEqual([1, 2, 3]);
  expect(keepNewest([1, 2, 3], [4, 5], 3)).toEqual([3, 4, 5]);
  expect(keepNewest([1, 2], [3, 4, 5, 6], 2)).toEqual([5, 6]);
});

test('is the same list when nothing came, so that nothing is drawn again', () => {
  const kept = [1, 2];
  expect(keepNewest(kept, [], 5)).toBe(kept);
});
