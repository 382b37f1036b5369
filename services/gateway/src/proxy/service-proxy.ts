import type { IncomingMessage } from 'node:http';
import { statusRoute } from '@notes/contracts';
import { noteRouteTable } from '@notes/feature-notes/contract';
import {
  commaList,
  type HttpApp,
  type Metrics,
  type ProblemError,
  type RawHandler,
  type Readiness,
  type Resource,
  trustedProxies,
} from '@notes/service';
import { Counter } from 'prom-client';
import { serveMergedDocument } from '../api/openapi.ts';
import type { GatewayConfig } from '../config.ts';
import { corsHeaders } from './cors-headers.ts';
import { forward } from './forward.ts';
import { proxiedRoutes } from './proxied-routes.ts';
import { createRouteTable } from './route-table.ts';
import type { Upstreams } from './upstream.ts';
import { watchServices } from './watch-services.ts';

export type ServiceProxy = {
  /** Answers requests under /v1 before Fastify sees them. The rest, and whatever becomes a problem, is left to `next`. */
  readonly handle: RawHandler;
  readonly resources: readonly Resource[];
  register(app: HttpApp): void;
};

type ProxyConfig = Pick<GatewayConfig, 'CORS_ORIGINS' | 'TRUST_PROXY'>;

type ProxyParts = { readonly upstreams: Upstreams; readonly metrics: Metrics; readonly readiness: Readiness };

/** The command and the query service as one API: each operation goes to the service that has it, and both are described together. */
export function createServiceProxy(config: ProxyConfig, { upstreams, metrics, readiness }: ProxyParts): ServiceProxy {
  const services = [upstreams.query, upstreams.command];
  const table = createRouteTable([...noteRouteTable, statusRoute]);
  const problems = new WeakMap<IncomingMessage, ProblemError>();
  const isTrusted = trustedProxies(config.TRUST_PROXY);
  const corsHeadersFor = corsHeaders(commaList(config.CORS_ORIGINS));
  const repeats = new Counter({
    name: 'notes_gateway_repeated_requests_total',
    help: 'Requests sent again to a service, since it had surely not taken them: no connection came about, or it was about to stop.',
    labelNames: ['to'] as const,
    registers: [metrics.registry],
  });

  const handle: RawHandler = (request, response, next) => {
    const { method = '', url = '' } = request;
    const service = isProxied(url) ? serviceFor(method, url) : undefined;
    if (service === undefined) {
      next();
      return;
    }
    forward(request, response, {
      upstream: upstreams[service],
      trusted: isTrusted(request.socket.remoteAddress),
      quick: isQuick(request),
      headers: corsHeadersFor(request.headers.origin),
      onProblem(problem) {
        problems.set(request, problem);
        next();
      },
      onRepeat: () => repeats.inc({ to: service }),
    });
  };

  /** What is in no table is left to a service to judge, which finds addresses however they are written. */
  function serviceFor(method: string, url: string): 'command' | 'query' | undefined {
    return table.serviceOf(method, url) ?? (table.allowed(url) === undefined ? byMethod.get(method) : undefined);
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

const note = /^\/v1\/notes\/[0-9a-f-]{36}$/;

/** A read of one note as it is: it is answered at once, unless it is to wait for a position. */
const isQuick = ({ method, url = '', headers }: IncomingMessage): boolean =>
  method === 'GET' && note.test(url) && headers['consistency-token'] === undefined;
