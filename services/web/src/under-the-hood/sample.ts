import type { Arrived } from './arrivals.ts';
import { quantile } from './quantile.ts';

/** What one second was like. `null`: not known, or nothing of the kind happened. */
export type Sample = {
  readonly eventsPerSecond: number;
  readonly lag: number | null;
  /** Medians, in milliseconds. */
  readonly ownMs: number | null;
  readonly othersMs: number | null;
};

/** `elapsedMs` since the last one: a page in the background is called late. */
export const sampleOf = ({ events, own, others }: Arrived, lag: number | null, elapsedMs: number): Sample => ({
  eventsPerSecond: (events * 1000) / Math.max(1, elapsedMs),
  lag,
  ownMs: quantile(own, 0.5),
  othersMs: quantile(others, 0.5),
});

export type Summary = {
  readonly now: number | null;
  readonly median: number | null;
  readonly p95: number | null;
  readonly max: number | null;
};

/** One of the figures over all samples; seconds without it do not count. */
export function summaryOf(samples: readonly Sample[], figure: keyof Sample): Summary {
  const values = samples.flatMap((sample) => sample[figure] ?? []);
  return {
    now: samples.at(-1)?.[figure] ?? null,
    median: quantile(values, 0.5),
    p95: quantile(values, 0.95),
    max: quantile(values, 1),
  };
}
