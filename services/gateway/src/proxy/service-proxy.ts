import { type IncomingMessage, METHODS } from 'node:http';
import { type FeatureContract, statusRoute } from '@notes/contracts';
import {
  commaList,
  corsHeaders,
  type HttpApp,
  hidden,
  keepAliveHeader,
  type Metrics,
  ProblemError,
  type RawHandler,
  type Readiness,
  type Resource,
  type Tracer,
  traceRequest,
  trustedProxies,
} from '@notes/service';
import { serveMergedDocument } from '../api/openapi.ts';
import type { Upstreams } from '../upstream/upstream.ts';
import { watchServices } from '../upstream/watch-services.ts';
import { forward } from './forward.ts';
import { proxyMetrics } from './proxy-metrics.ts';
import { createRouteTable, type RouteTable } from './route-table.ts';

export type ServiceProxy = {
  /** Answers requests under /v1 before Fastify sees them. The rest, and whatever becomes a problem, is left to `next`. */
  readonly handle: RawHandler;
  readonly resources: readonly Resource[];
  register(app: HttpApp): void;
};

type ProxyConfig = { readonly CORS_ORIGINS?: string; readonly TRUST_PROXY?: string; readonly STOP_DELAY_MS: number };

type ProxyParts = {
  readonly upstreams: Upstreams;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  /** Begins a span for what is passed on; without it there are none. */
  readonly tracer?: Tracer | undefined;
};

/** The command and the query service as one API: each operation goes to the service that has it, and both are described together. */
export function createServiceProxy(
  config: ProxyConfig,
  features: readonly Pick<FeatureContract, 'routes'>[],
  { upstreams, metrics, readiness, tracer }: ProxyParts,
): ServiceProxy {
  const services = [upstreams.query, upstreams.command];
  const table = createRouteTable([...features.flatMap(({ routes }) => routes), statusRoute]);
  const problems = new WeakMap<IncomingMessage, ProblemError>();
  const isTrusted = trustedProxies(config.TRUST_PROXY);
  const corsHeadersFor = corsHeaders(commaList(config.CORS_ORIGINS));
  const keepAlive = keepAliveHeader(config.STOP_DELAY_MS);
  const { onAnswered, onAnsweredElsewhere } = proxyMetrics(metrics, services, table.operations);

  const handle: RawHandler = (request, response, next) => {
    const { method = '', url = '' } = request;
    const operation = isProxied(url) ? table.find(method, url) : undefined;
    const service = operation?.service ?? (isProxied(url) ? serviceFor(method, url) : undefined);
    if (service === undefined) {
      next();
      return;
    }
    const traceparent = tracer && traceRequest(tracer, request, response, operation?.path).traceparent;
    forward(request, response, {
      upstream: upstreams[service],
      trusted: isTrusted(request.socket.remoteAddress),
      quick: isQuick(request),
      headers: corsHeadersFor(request.headers.origin),
      keepAlive,
      traceparent,
      onProblem(problem) {
        problems.set(request, problem);
        // What answers it is a part of this.
        if (traceparent !== undefined) request.headers['traceparent'] = traceparent;
        next();
      },
      onAnswered: (operation === undefined ? undefined : onAnswered.get(operation)) ?? onAnsweredElsewhere[service],
    });
  };

  /** What is in no table is left to a service to judge, which finds addresses however they are written. */
  function serviceFor(method: string, url: string): 'command' | 'query' | undefined {
    return table.allowed(url) === undefined ? byMethod.get(method) : undefined;
  }

  const upstreamResource: Resource = {
    name: 'proxy',
    start: async () => {},
    stop: async () => {
      for (const one of services) one.close();
    },
  };
  return {
    handle,
    resources: [upstreamResource, watchServices(services, readiness)],
    register(app) {
      serveMergedDocument(app, services);
      proxiedRoutes(app, problems, table);
    },
  };
}

/** The gateway answers these itself. */
const own = /^\/v1\/(?:stream|feed)(?:[/?]|$)/;
const proxied = /^\/v1(?:[/?]|$)/;

const isProxied = (url: string): boolean => proxied.test(url) && !own.test(url);

const byMethod: ReadonlyMap<string, 'command' | 'query'> = new Map([
  ['GET', 'query'],
  ['HEAD', 'query'],
  ['POST', 'command'],
  ['PUT', 'command'],
  ['PATCH', 'command'],
  ['DELETE', 'command'],
]);

const item = /^\/v1\/[a-z_]+\/[0-9a-f-]{36}$/;

/** A read of one of a collection as it is: it is answered at once, unless it is to wait for a position. */
const isQuick = ({ method, url = '', headers }: IncomingMessage): boolean =>
  method === 'GET' && item.test(url) && headers['consistency-token'] === undefined;

/**
 * What is left to Fastify of the addresses under /v1 that are proxied: the problems of the proxy, which works below Fastify for speed,
 * OPTIONS, and methods that an address does not have.
 */
function proxiedRoutes(app: HttpApp, problems: WeakMap<IncomingMessage, ProblemError>, table: RouteTable): void {
  // CONNECT never arrives as a request.
  for (const method of METHODS)
    if (method !== 'CONNECT' && !app.supportedMethods.includes(method)) app.addHttpMethod(method);
  for (const url of ['/v1', '/v1/*'])
    app.route({
      url,
      method: app.supportedMethods,
      exposeHeadRoute: false,
      schema: hidden,
      // Before the body: it has been read already, or does not matter.
      onRequest: async (request, reply) => {
        const { method } = request;
        const problem = problems.get(request.raw);
        if (problem !== undefined) throw problem;
        const methods = table.allowed(request.url);
        if (methods === undefined) throw new ProblemError('not-found', 'There is nothing at this address.');
        const allow = methods.join(', ');
        if (method === 'OPTIONS') return reply.code(204).header('allow', allow).send();
        if (methods.includes(method)) throw upgradeRefused();
        throw new ProblemError('method-not-allowed', `There is no ${method} here, but ${allow}.`, {
          headers: { allow },
        });
      },
      handler: () => undefined,
    });
}

/** Only a request to upgrade the connection passes by the proxy. */
const upgradeRefused = (): ProblemError =>
  new ProblemError('malformed-request', 'This address does not upgrade connections: leave the Upgrade header out.');
