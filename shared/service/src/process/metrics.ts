import { performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { createRequestDurations, type RequestDurations } from '../http/request-durations.ts';

/** Where a process registers what it measures; `/metrics` shows it. */
export type Metrics = {
  readonly registry: Registry;
  /** Of its HTTP server, and of what it answers in front of that. */
  readonly requests: RequestDurations;
};

/**
 * A registry of its own, with the process's memory, CPU, garbage collection and event loop delay. Every sample carries
 * the label `component`: `service` is what the Prometheus operator calls the Service that it scrapes through.
 */
export function createMetrics(component: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ component });
  collectDefaultMetrics({ register: registry });
  const metrics = { registry, requests: createRequestDurations({ registry }) };
  showProcess(metrics);
  return metrics;
}

function showProcess(metrics: Metrics): void {
  const { gauge, counter } = readAtScrape(metrics);
  counter(
    'notes_event_loop_active_seconds_total',
    'For how long the event loop has had something to do: its rate is the utilization.',
    () => performance.eventLoopUtilization().active / 1000,
  );
  gauge('notes_heap_limit_bytes', 'How large the heap may get.', () => getHeapStatistics().heap_size_limit);
}

/** Shows which software this is: the value is always 1. */
export function showBuild({ registry }: Metrics, version: string, commit: string | undefined): void {
  new Gauge({
    name: 'notes_build_info',
    help: 'The version of the software, and the commit it was built from where that is known.',
    labelNames: ['version', 'commit'] as const,
    registers: [registry],
  }).set({ version, commit: commit ?? '' }, 1);
}

type Read = () => number;

/** Registers counters and gauges whose values are read when they are scraped. */
export function readAtScrape({ registry }: Metrics) {
  const registers = [registry];
  return {
    gauge(name: string, help: string, read: Read): void {
      new Gauge({
        ...{ name, help, registers },
        collect() {
          this.set(read());
        },
      });
    },
    counter(name: string, help: string, read: Read): void {
      new Counter({
        ...{ name, help, registers },
        collect() {
          this.reset();
          this.inc(read());
        },
      });
    },
    /** One gauge for each value of the label; what is not read any more is not shown any more. */
    gauges(name: string, help: string, label: string, read: () => Iterable<readonly [string | number, number]>): void {
      new Gauge({
        ...{ name, help, registers },
        labelNames: [label],
        collect() {
          this.reset();
          for (const [value, now] of read()) this.set({ [label]: value }, now);
        },
      });
    },
    /** One counter for each value of the label. */
    counters(name: string, help: string, label: string, read: () => Iterable<readonly [string, number]>): void {
      new Counter({
        ...{ name, help, registers },
        labelNames: [label],
        collect() {
          this.reset();
          for (const [value, count] of read()) this.inc({ [label]: value }, count);
        },
      });
    },
  };
}
