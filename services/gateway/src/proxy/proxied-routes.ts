import { type IncomingMessage, METHODS } from 'node:http';
import { type HttpApp, hidden, ProblemError } from '@notes/service';
import type { RouteTable } from './route-table.ts';

/**
 * What is left to Fastify of the addresses under /v1 that are proxied: the problems of the proxy, which works below Fastify for speed,
 * OPTIONS, and methods that an address does not have.
 */
export function proxiedRoutes(app: HttpApp, problems: WeakMap<IncomingMessage, ProblemError>, table: RouteTable): void {
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
