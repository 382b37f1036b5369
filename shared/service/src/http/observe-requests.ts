import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest, onResponseHookHandler } from 'fastify';
import type { Logger } from '../process/logger.ts';
import type { Metrics } from '../process/metrics.ts';
import type { Span, SpanAttributes, Tracer } from '../telemetry/tracer.ts';
import type { HttpApp } from './http-app.ts';
import { traceOf } from './trace-of.ts';

const slowMs = 1000;

/**
 * Times the requests of every route, and logs the slow ones; others are not logged one by one. Call it before any route is
 * registered.
 */
export function observeRequests(app: HttpApp, { requests }: Metrics, logger: Logger): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.endless === true) return;
    const method = typeof route.method === 'string' ? route.method : 'other';
    const series = requests.series({ method, route: route.url });
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
  const { routeOptions } = request;
  // What no route is for has no pattern: an address in the name of a span would make as many names as there are addresses.
  const route = request.is404 ? undefined : routeOptions.url;
  request.span = traceRequest(tracer, request, raw, route);
}

/** A span of a request from now until its answer is out or its client gone. `route` is the pattern of its address, if there is one for it. */
export function traceRequest(
  tracer: Tracer,
  { method = '', headers }: { readonly method?: string | undefined; readonly headers: IncomingHttpHeaders },
  raw: ServerResponse,
  route: string | undefined,
): Span {
  const span = tracer.start(route === undefined ? method : `${method} ${route}`, {
    kind: 'server',
    headers,
    attributes: { 'http.request.method': method, ...(route === undefined ? {} : { 'http.route': route }) },
  });
  if (!span.sampled) return span;
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
  return span;
}
