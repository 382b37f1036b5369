import { expect, test } from 'vitest';
import { createAllowance } from './create-sentry.ts';

test('allows so many in a second, and as many in the next', () => {
  let time = 0;
  const isAllowed = createAllowance(2, () => time);
  expect([isAllowed(), isAllowed(), isAllowed()]).toEqual([true, true, false]);
  time = 999;
  expect(isAllowed()).toBe(false);
  time = 1_000;
  expect([isAllowed(), isAllowed(), isAllowed()]).toEqual([true, true, false]);
});
