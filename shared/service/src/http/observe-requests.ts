import type { onResponseHookHandler } from 'fastify';
import type { Logger } from '../process/logger.ts';
import type { Metrics } from '../process/metrics.ts';
import { createDurations } from './durations.ts';
import type { HttpApp } from './http-app.ts';

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
        logger.warn({ requestId, method, url, status, elapsedMs: Math.round(elapsedMs) }, 'a slow request');
      }
      done();
    };
    route.onResponse = [observe, ...[route.onResponse ?? []].flat()];
  });
}
