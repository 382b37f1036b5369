import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** Where a process registers what it measures; `/metrics` shows it. */
export type Metrics = { readonly registry: Registry };

/**
 * A registry of its own, with the process's memory, CPU, garbage collection and event loop delay. Every sample carries
 * the label `component`: `service` is what the Prometheus operator calls the Service that it scrapes through.
 */
export function createMetrics(component: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ component });
  collectDefaultMetrics({ register: registry });
  return { registry };
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
