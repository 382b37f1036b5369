import type { FastifyReply, FastifyRequest, onResponseHookHandler } from 'fastify';
import type { Metric, MetricValueWithName } from 'prom-client';
import type { Logger } from '../process/logger.ts';
import type { Metrics } from '../process/metrics.ts';
import type { SpanAttributes, Tracer } from '../telemetry/tracer.ts';
import type { HttpApp } from './http-app.ts';
import { traceOf } from './trace-of.ts';

const slowMs = 1000;

/**
 * Times the requests of every route, and logs the slow ones; others are not logged one by one. Call it before any route is
 * registered.
 */
export function observeRequests(app: HttpApp, { registry }: Metrics, logger: Logger): void {
  const durations = createDurations(
    'http_request_duration_seconds',
    'How long requests took, from their headers to the end of the answer.',
  );
  registry.registerMetric(durations.metric);
  app.addHook('onRoute', (route) => {
    if (route.config?.endless === true) return;
    const method = typeof route.method === 'string' ? route.method : 'other';
    const series = durations.series({ method, route: route.url });
    const observe: onResponseHookHandler = (request, reply, done) => {
      const { elapsedTime: elapsedMs, statusCode: status } = reply;
      series.observe(status, elapsedMs / 1000);
      if (elapsedMs > slowMs) {
        const { id: requestId, method, url } = request;
        const what = { requestId, ...traceOf(request), method, url, status, elapsedMs: Math.round(elapsedMs) };
        logger.warn(what, 'a slow request');
      }
      done();
    };
    route.onResponse = [observe, ...[route.onResponse ?? []].flat()];
  });
}

/**
 * One span for each request, from its headers until its answer is out or its client gone, as `request.span`. Without a tracer there is
 * none, and nothing is done for it. Call it before any other hook is added, so that requests that these turn away have one, too.
 */
export function traceRequests(app: HttpApp, tracer: Tracer | undefined): void {
  app.decorateRequest('span', undefined);
  if (tracer === undefined) return;
  app.addHook('onRequest', (request, reply, done) => {
    begin(tracer, request, reply);
    done();
  });
}

function begin(tracer: Tracer, request: FastifyRequest, { raw }: FastifyReply): void {
  const { method, headers, routeOptions } = request;
  // What no route is for has no pattern: an address in the name of a span would make as many names as there are addresses.
  const route = request.is404 ? undefined : routeOptions.url;
  const span = tracer.start(route === undefined ? method : `${method} ${route}`, {
    kind: 'server',
    headers,
    attributes: { 'http.request.method': method, ...(route === undefined ? {} : { 'http.route': route }) },
  });
  request.span = span;
  // Comes always, and once, also where the client has gone before there was an answer.
  raw.once('close', () => {
    const { headersSent, statusCode } = raw;
    const failed = headersSent && statusCode >= 500;
    const attributes: SpanAttributes = {
      ...(headersSent ? { 'http.response.status_code': statusCode } : {}),
      ...(failed ? { 'error.type': String(statusCode) } : {}),
    };
    span.end(attributes, failed ? {} : undefined);
  });
}

/** A histogram for Prometheus, one series for each set of labels. */
type Durations = {
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
