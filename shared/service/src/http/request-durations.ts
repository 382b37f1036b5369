import type { Registry } from 'prom-client';
import { createHistogram, type Observer } from '../process/histogram.ts';

/** How long the requests of a process took, by route. */
export type RequestDurations = {
  /** A series whose label `status` comes with each observation. */
  series(labels: Readonly<Record<string, string>>): { observe(status: number, seconds: number): void };
};

const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createRequestDurations(metrics: { readonly registry: Registry }): RequestDurations {
  const observerOf = createHistogram(
    metrics,
    'http_request_duration_seconds',
    'How long requests took, from their headers to the end of the answer.',
    bounds,
  );
  return {
    series(labels) {
      const byStatus = new Map<number, Observer>();
      const of = (status: number): Observer => {
        const known = byStatus.get(status) ?? observerOf({ ...labels, status: String(status) });
        byStatus.set(status, known);
        return known;
      };
      return { observe: (status, seconds) => (byStatus.get(status) ?? of(status)).observe(seconds) };
    },
  };
}
