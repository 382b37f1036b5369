import { afterEach, beforeEach, expect, test } from 'vitest';
import { type MovableClocks, movableClocks } from './movable-clocks.ts';

let clocks: MovableClocks;
beforeEach(() => {
  clocks = movableClocks();
});
afterEach(() => clocks.restore());

const hourMs = 3_600_000;

test.each([-hourMs, hourMs])('a step by %i ms is seen by the wall clock alone', (stepMs) => {
  const [wall, elapsed] = [Date.now(), performance.now()];
  clocks.stepTo(stepMs);
  for (const seen of [Date.now(), Date.parse(new Date().toISOString()), Date.parse(Date())])
    expect(Math.abs(seen - wall - stepMs)).toBeLessThan(5_000);
  expect(performance.now() - elapsed).toBeLessThan(5_000);
  expect(new Date(5)).toBeInstanceOf(Date);
  expect(new Date(5).getTime()).toBe(5);
  expect(Date.UTC(1970, 0)).toBe(0);
});

test('time that passes is seen by both', () => {
  const [wall, elapsed] = [Date.now(), performance.now()];
  clocks.pass(hourMs);
  expect(Date.now() - wall).toBeGreaterThanOrEqual(hourMs);
  expect(performance.now() - elapsed).toBeGreaterThanOrEqual(hourMs);
});

test('all is as it was after them', () => {
  clocks.stepTo(-hourMs);
  clocks.restore();
  expect(Math.abs(Date.now() - performance.timeOrigin - performance.now())).toBeLessThan(60_000);
});
