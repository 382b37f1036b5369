import { collectDefaultMetrics, Registry } from 'prom-client';

/** Where a process registers what it measures; `/metrics` shows it. */
export type Metrics = { readonly registry: Registry };

/**
 * A registry of its own, with the process's memory, CPU, garbage collection and event loop delay. Every sample carries
 * the label `service`.
 */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return { registry };
}
