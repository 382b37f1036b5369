import { METHODS } from 'node:http';
import { ProblemError } from '../problem-error.ts';
import type { HttpApp } from './http-app.ts';

/** CONNECT never arrives as a request; QUERY would want a body. */
const foreign = METHODS.filter((method) => method !== 'CONNECT');

/**
 * Gives every address the answers for the methods it does not have: OPTIONS is 204 with Allow, anything else 405 with Allow.
 * Call `collect` before any route is registered, `answer` after the last.
 */
export function allowMethods(app: HttpApp): { collect(): void; answer(): void } {
  const methodsOf = new Map<string, Set<string>>();
  return {
    collect() {
      app.addHook('onRoute', ({ url, method }) => {
        const methods = methodsOf.get(url) ?? new Set();
        for (const one of [method].flat()) methods.add(one);
        methodsOf.set(url, methods);
      });
    },
    answer() {
      for (const method of foreign) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
      for (const [url, methods] of [...methodsOf]) answerForOthers(app, url, new Set(methods));
    },
  };
}

function answerForOthers(app: HttpApp, url: string, own: ReadonlySet<string>): void {
  const allow = allowHeader(own);
  const schema = { hide: true };
  if (!own.has('OPTIONS'))
    app.options(url, { schema }, (_request, reply) => reply.code(204).header('allow', allow).send());
  const others = app.supportedMethods.filter((method) => !own.has(method) && method !== 'OPTIONS');
  if (others.length === 0) return;
  app.route({
    method: others,
    url,
    schema,
    // Before the body is looked at: its faults do not matter here.
    onRequest: (request, _reply, done) => done(notAllowed(request.method, allow)),
    handler: () => undefined,
  });
}

const notAllowed = (method: string, allow: string): ProblemError =>
  new ProblemError('method-not-allowed', `There is no ${method} here, but ${allow}.`, { headers: { allow } });

/** GET first, as people read it; OPTIONS is always there. */
function allowHeader(own: ReadonlySet<string>): string {
  const order = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
  const listed = order.filter((method) => own.has(method));
  const others = [...own].filter((method) => !order.includes(method) && method !== 'OPTIONS');
  return [...listed, ...others, 'OPTIONS'].join(', ');
}
