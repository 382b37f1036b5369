import {
  commaList,
  type HttpApp,
  type Metrics,
  type RawHandler,
  type Readiness,
  type Resource,
  trustedProxies,
} from '@notes/service';
import { Counter } from 'prom-client';
import type { GatewayConfig } from '../config.ts';
import { corsHeaders } from '../proxy/cors-headers.ts';
import { createProxy } from '../proxy/proxy.ts';
import { createRequestProblems } from '../proxy/request-problems.ts';
import { createUpstream } from '../proxy/upstream.ts';
import { watchServices } from '../proxy/watch-services.ts';
import { createAllowedMethods } from './allowed-methods.ts';
import { createApiDocuments } from './api-documents.ts';
import { serveMergedDocument } from './merged-document.ts';
import { proxiedRoutes } from './proxied-routes.ts';

export type ReadWriteProxy = {
  readonly handle: RawHandler;
  readonly resources: readonly Resource[];
  register(app: HttpApp): void;
};

type ProxyConfig = Pick<GatewayConfig, 'COMMAND_URL' | 'QUERY_URL' | 'CORS_ORIGINS' | 'TRUST_PROXY'>;

type ProxyParts = { readonly metrics: Metrics; readonly readiness: Readiness };

/** The command and the query service as one API: reads go to the one, writes to the other, and both are described together. */
export function createReadWriteProxy(config: ProxyConfig, { metrics, readiness }: ProxyParts): ReadWriteProxy {
  const services = [
    { name: 'query', url: new URL(config.QUERY_URL) },
    { name: 'command', url: new URL(config.COMMAND_URL) },
  ] as const;
  const [query, command] = [createUpstream(services[0]), createUpstream(services[1])];
  const documents = createApiDocuments(services);
  const allowed = createAllowedMethods(documents);
  const problems = createRequestProblems();
  const repeats = new Counter({
    name: 'notes_gateway_repeated_requests_total',
    help: 'Requests sent again to a service, since it had surely not taken them: no connection came about, or it was about to stop.',
    labelNames: ['to'] as const,
    registers: [metrics.registry],
  });
  return {
    handle: createProxy({
      command,
      query,
      problems,
      isTrusted: trustedProxies(config.TRUST_PROXY),
      corsHeaders: corsHeaders(commaList(config.CORS_ORIGINS)),
      onRepeat: (to) => repeats.inc({ to }),
      // With a service away there is nothing to compare with: the refusal stands as it is.
      reviewRefusal: ({ method = '', url = '' }) => allowed.refusal(method, url).catch(() => undefined),
    }),
    resources: [
      {
        name: 'proxy',
        start: async () => {},
        stop: async () => {
          command.close();
          query.close();
        },
      },
      watchServices(services, readiness),
    ],
    register(app) {
      serveMergedDocument(app, documents);
      proxiedRoutes(app, problems, allowed);
    },
  };
}
