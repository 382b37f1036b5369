import { expect, test } from 'vitest';
import { quantile, type Sample, sampleOf, summaryOf } from './sample.ts';

test('the rate of a longer second is per second', () => {
  const sample = sampleOf({ events: 30, own: [5, 1, 9], others: [] }, 4, 1500);
  expect(sample).toEqual({ eventsPerSecond: 20, lag: 4, ownMs: 5, othersMs: null });
});

const sample = (lag: number | null): Sample => ({ eventsPerSecond: 0, lag, ownMs: null, othersMs: null });

test('a summary passes over seconds without the figure', () => {
  const samples = [sample(3), sample(null), sample(1), sample(2)];
  expect(summaryOf(samples, 'lag')).toEqual({ now: 2, median: 2, p95: 3, max: 3 });
  expect(summaryOf(samples, 'ownMs')).toEqual({ now: null, median: null, p95: null, max: null });
});

test('gives a value that was there, whatever the order', () => {
  const values = [30, 10, 20, 40];
  expect([0, 0.25, 0.5, 0.95, 1].map((q) => quantile(values, q))).toEqual([10, 10, 20, 40, 40]);
  expect(values).toEqual([30, 10, 20, 40]);
});

test('orders numbers as numbers', () => expect(quantile([9, 100, 10], 0.5)).toBe(10));

test('of nothing is nothing', () => expect(quantile([], 0.5)).toBeNull());
