import { expect, test } from 'vitest';
import { boundedCopy } from './validation-items.ts';

test('copies a small value whole', () => {
  const value = { notes: [{ title: 'a', tags: ['x', null] }], count: 1 };
  expect(boundedCopy(value, 100)).toEqual(value);
});

test('keeps the first values of a large one in their places', () => {
  expect(boundedCopy({ notes: Array.from({ length: 1000 }, (_, index) => index), late: 1 }, 5)).toEqual({
    notes: [0, 1, 2],
  });
});

test('survives nesting without end', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect(boundedCopy(deep, 100)).toBeInstanceOf(Array);
});
