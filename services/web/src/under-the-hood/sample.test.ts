import { expect, test } from 'vitest';
import { type Sample, sampleOf, summaryOf } from './sample.ts';

test('a second that was longer than a second is told by the second', () => {
  const sample = sampleOf({ events: 30, own: [5, 1, 9], others: [] }, 4, 1500);
  expect(sample).toEqual({ eventsPerSecond: 20, lag: 4, ownMs: 5, othersMs: null });
});

const sample = (lag: number | null): Sample => ({ eventsPerSecond: 0, lag, ownMs: null, othersMs: null });

test('a summary passes over seconds without the figure', () => {
  const samples = [sample(3), sample(null), sample(1), sample(2)];
  expect(summaryOf(samples, 'lag')).toEqual({ now: 2, median: 2, p95: 3, max: 3 });
  expect(summaryOf(samples, 'ownMs')).toEqual({ now: null, median: null, p95: null, max: null });
});
