import { nextOf } from '@notes/kernel';
import { nextAt } from '@notes/kernel/testing';
import { expect, test } from 'vitest';
import { Standstill } from './standstill.ts';

test('a partition stands still while it has something to apply and does not move', () => {
  const standstill = new Standstill();
  const look = (position: number, end: number, nowMs: number) =>
    standstill.look([{ partition: 0, next: nextOf(position), end: nextAt(end) }], nowMs);
  expect(look(9, 10, 0)).toBe(0);
  // Nothing to apply, for as long as one likes.
  expect(look(9, 10, 60_000)).toBe(0);
  expect(look(9, 12, 61_000)).toBe(0);
  expect(look(9, 15, 63_000)).toBe(2_000);
  // It is behind, but moves.
  expect(look(10, 15, 64_000)).toBe(0);
  expect(look(10, 15, 67_000)).toBe(3_000);
  expect(look(14, 15, 68_000)).toBe(0);
});

test('one partition that stands is not hidden by another that moves', () => {
  const standstill = new Standstill();
  const look = (position: number, nowMs: number) =>
    standstill.look(
      [
        { partition: 0, next: nextOf(3), end: nextAt(5) },
        { partition: 1, next: nextOf(position), end: nextAt(100) },
      ],
      nowMs,
    );
  look(1, 0);
  expect(look(50, 4_000)).toBe(4_000);
});
