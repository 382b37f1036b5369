import type { onResponseHookHandler } from 'fastify';
import { Histogram } from 'prom-client';
import type { Logger } from '../process/logger.ts';
import type { Metrics } from '../process/metrics.ts';
import type { HttpApp } from './http-app.ts';

const slowMs = 1000;

/**
 * Times the requests of every route, and logs the slow ones; others are not logged one by one. Call it before any route is
 * registered.
 */
export function observeRequests(app: HttpApp, { registry }: Metrics, logger: Logger): void {
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, from their headers to the end of the answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  app.addHook('onRoute', (route) => {
    if (route.config?.endless === true) return;
    const observe: onResponseHookHandler = (request, reply, done) => {
      const { elapsedTime: elapsedMs, statusCode: status } = reply;
      const { id: requestId, method, url } = request;
      durations.observe({ method, route: route.url, status }, elapsedMs / 1000);
      if (elapsedMs > slowMs)
        logger.warn({ requestId, method, url, status, elapsedMs: Math.round(elapsedMs) }, 'a slow request');
      done();
    };
    route.onResponse = [observe, ...[route.onResponse ?? []].flat()];
  });
}
