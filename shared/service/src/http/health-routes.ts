import type { Metrics } from '../process/metrics.ts';
import type { Readiness } from '../process/readiness.ts';
import type { HttpApp } from './http-app.ts';

const schema = { hide: true };

/** `/livez`: the process answers. `/readyz`: it can serve, or what it waits for. `/metrics`: what it measures, for Prometheus. */
export function healthRoutes(app: HttpApp, readiness: Readiness, { registry }: Metrics): void {
  app.get('/livez', { schema }, () => ({ alive: true }));
  app.get('/readyz', { schema }, (_request, reply) => {
    const state = readiness.snapshot();
    return reply
      .code(state.ready ? 200 : 503)
      .headers(state.ready ? {} : { 'retry-after': '1' })
      .send(state);
  });
  app.get('/metrics', { schema }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
