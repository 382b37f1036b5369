import type { Metrics } from '@notes/service';
import { Counter, Gauge } from 'prom-client';
import type { Upstream } from '../upstream/upstream.ts';
import type { Operation } from './route-table.ts';

type OnAnswered = (status: number, seconds: number) => void;
type ByService<T> = Readonly<Record<'command' | 'query', T>>;

/** What is called as requests are passed on. */
export type ProxyMetrics = {
  readonly onAnswered: ReadonlyMap<Operation, OnAnswered>;
  /** Of what is no operation that is known here. */
  readonly onAnsweredElsewhere: ByService<OnAnswered>;
};

/**
 * Measures what is passed on, which Fastify does not see: the same histogram as of other requests, with the service that has answered as
 * `upstream`. What no service has answered, the gateway answers itself, under the route `/v1/*`, and counts why as failures of exchanges.
 */
export function proxyMetrics(
  metrics: Metrics,
  services: readonly Upstream[],
  operations: readonly Operation[],
): ProxyMetrics {
  showUpstreams(metrics, services);
  const onAnswered = (method: string, route: string, upstream: string): OnAnswered =>
    metrics.requests.series({ method, route, upstream }).observe;
  return {
    onAnswered: new Map(operations.map((one) => [one, onAnswered(one.method, inColons(one.path), one.service)])),
    onAnsweredElsewhere: {
      command: onAnswered('other', 'other', 'command'),
      query: onAnswered('other', 'other', 'query'),
    },
  };
}

/** As the services have it: `/v1/notes/:id`. */
const inColons = (path: string): string => path.replaceAll(/\{([^/]+)\}/g, ':$1');

function showUpstreams(metrics: Metrics, services: readonly Upstream[]): void {
  const registers = [metrics.registry];
  new Counter({
    name: 'notes_upstream_failures_total',
    help: 'Requests to a service that have failed, each time they were sent. away, unreachable: no connection; unprocessed: it was about to stop; stale: a kept connection was closed; broken: no answer, or half of one.',
    labelNames: ['upstream', 'kind'] as const,
    registers,
    collect() {
      this.reset();
      for (const { name, failures } of services)
        for (const [kind, count] of failures) this.inc({ upstream: name, kind }, count);
    },
  });
  new Gauge({
    name: 'notes_upstream_connections',
    help: 'Connections to a service, by whether they are in use.',
    labelNames: ['upstream', 'state'] as const,
    registers,
    collect() {
      for (const { name, connections } of services)
        for (const [state, count] of Object.entries(connections())) this.set({ upstream: name, state }, count);
    },
  });
}
