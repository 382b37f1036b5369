import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SpanAttributes, Tracer } from '../telemetry/tracer.ts';
import type { HttpApp } from './http-app.ts';

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
