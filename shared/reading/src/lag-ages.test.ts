import { nextOf } from '@notes/kernel';
import { expect, test } from 'vitest';
import { LagAges } from './lag-ages.ts';

test('is as old as the first sight of what is not applied', () => {
  const ages = new LagAges();
  const look = (position: number, end: number, nowMs: number) =>
    ages.look([{ partition: 3, next: nextOf(position), end }], nowMs).get(3);
  expect(look(9, 10, 0)).toBe(0);
  expect(look(9, 12, 2_000)).toBe(0);
  expect(look(9, 15, 4_000)).toBe(2_000);
  // Applied up to 11: what is beyond was first seen at 4,000.
  expect(look(11, 15, 6_000)).toBe(2_000);
  // It moves all the time, and never catches up.
  expect(look(14, 20, 8_000)).toBe(0);
  expect(look(16, 30, 10_000)).toBe(2_000);
  expect(look(29, 30, 12_000)).toBe(0);
  expect(look(29, 31, 60_000)).toBe(0);
});

test('is as exact after hours, by a part of the age', () => {
  const ages = new LagAges();
  const age = (position: number) =>
    (ages.look([{ partition: 0, next: nextOf(position), end: 5_000 }], 5_000_000).get(0) ?? 0) / 1_000;
  for (let second = 0; second < 5_000; second++)
    ages.look([{ partition: 0, next: nextOf(-1), end: second + 1 }], second * 1_000);
  expect(age(-1)).toBe(5_000);
  for (const applied of [500, 1_800, 4_000, 4_900]) {
    expect(age(applied - 1)).toBeLessThanOrEqual(5_000 - applied);
    expect(age(applied - 1)).toBeGreaterThan(5_000 - applied - 10);
  }
});
