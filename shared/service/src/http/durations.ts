import type { Metric, MetricValueWithName } from 'prom-client';

/** A histogram for Prometheus, one series for each set of labels. */
export type Durations = {
  readonly metric: Metric;
  /** A series whose label `status` comes with each observation. */
  series(labels: Readonly<Record<string, string>>): { observe(status: number, seconds: number): void };
};

const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What has been observed: how often per bucket (the last is beyond all bounds), and the sum of seconds. */
type Tally = { readonly counts: Float64Array; sum: number };

/**
 * prom-client's own histogram looks its series up by text on every observation, 6 µs of the 90 that a small request takes. Here a
 * series is found when its route is registered, and an observation adds to two numbers.
 */
export function createDurations(name: string, help: string): Durations {
  const all: { readonly labels: Readonly<Record<string, string>>; readonly byStatus: Map<number, Tally> }[] = [];
  const get = async () => ({
    name,
    help,
    type: 'histogram',
    aggregator: 'sum',
    values: all.flatMap(({ labels, byStatus }) =>
      [...byStatus].flatMap(([status, tally]) => valuesOf(name, { ...labels, status: String(status) }, tally)),
    ),
  });
  return {
    // The registry asks no more of a metric than its name and its values.
    metric: { name, get } as unknown as Metric,
    series(labels) {
      const byStatus = new Map<number, Tally>();
      all.push({ labels, byStatus });
      return { observe: (status, seconds) => add(byStatus, status, seconds) };
    },
  };
}

function add(byStatus: Map<number, Tally>, status: number, seconds: number): void {
  let tally = byStatus.get(status);
  if (tally === undefined) {
    tally = { counts: new Float64Array(bounds.length + 1), sum: 0 };
    byStatus.set(status, tally);
  }
  let bucket = 0;
  while (bucket < bounds.length && seconds > (bounds[bucket] ?? 0)) bucket += 1;
  tally.counts[bucket] = (tally.counts[bucket] ?? 0) + 1;
  tally.sum += seconds;
}

/** Prometheus wants each bucket to hold those below it too. */
function valuesOf(name: string, labels: Record<string, string>, { counts, sum }: Tally): MetricValueWithName<string>[] {
  let below = 0;
  const buckets = [...counts].map((count, index) => {
    below += count;
    return { metricName: `${name}_bucket`, labels: { ...labels, le: bounds[index] ?? '+Inf' }, value: below };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: below },
  ];
}
