import { METHODS } from 'node:http';
import { type HttpApp, ProblemError } from '@notes/service';
import type { RequestProblems } from '../proxy/request-problems.ts';
import type { AllowedMethods } from './allowed-methods.ts';
import { hidden } from './hidden-schema.ts';

/**
 * What is left to Fastify of the addresses under /v1 that are proxied: the problems of the proxy, OPTIONS, and methods that
 * no service has.
 */
export function proxiedRoutes(app: HttpApp, problems: RequestProblems, allowed: AllowedMethods): void {
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
        const problem = problems.get(request.raw);
        if (problem !== undefined) throw problem;
        const methods = await allowed.of(request.url);
        if (methods === undefined) throw new ProblemError('not-found', 'There is nothing at this address.');
        if (request.method === 'OPTIONS') return reply.code(204).header('allow', methods.join(', ')).send();
        throw (await allowed.refusal(request.method, request.url)) ?? upgradeRefused();
      },
      handler: () => undefined,
    });
}

/** Only a request to upgrade the connection passes by the proxy. */
const upgradeRefused = (): ProblemError =>
  new ProblemError('malformed-request', 'This address does not upgrade connections: leave the Upgrade header out.');
