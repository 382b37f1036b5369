import type { IncomingMessage } from 'node:http';
import type { ProblemError, RawHandler } from '@notes/service';
import { forward } from './forward.ts';
import type { RequestProblems } from './request-problems.ts';
import type { Upstream } from './upstream.ts';

export type ProxyOptions = {
  readonly command: Upstream;
  readonly query: Upstream;
  readonly problems: RequestProblems;
  isTrusted(address: string | undefined): boolean;
  /** By the Origin of the request: further headers of the answer. */
  corsHeaders(origin: string | undefined): readonly string[];
  /** A request to that service is sent again, since it has surely not taken it. */
  onRepeat(service: string): void;
  /** The 405 in truth, where a service refuses what the other one would take. */
  reviewRefusal(request: IncomingMessage, status: number): Promise<ProblemError | undefined>;
};

/** The gateway answers these itself. */
const own = /^\/v1\/(?:stream|feed)(?:[/?]|$)/;
const proxied = /^\/v1(?:[/?]|$)/;

const note = /^\/v1\/notes\/[0-9a-f-]{36}$/;

/** A read of one note as it is: what answers it waits for nobody, unless it is to wait for a position. */
const isQuick = ({ method, url = '', headers }: IncomingMessage): boolean =>
  method === 'GET' && note.test(url) && headers['consistency-token'] === undefined;

const isProxied = (url: string): boolean => proxied.test(url) && !own.test(url);

/**
 * Takes requests under /v1 before Fastify sees them: reads go to the query service, writes to the command service. The rest,
 * and whatever becomes a problem, is left to `next`.
 */
export function createProxy({ command, query, problems, ...options }: ProxyOptions): RawHandler {
  const upstreams = new Map([
    ['GET', query],
    ['HEAD', query],
    ['POST', command],
    ['PUT', command],
    ['PATCH', command],
    ['DELETE', command],
  ]);
  return (request, response, next) => {
    const { method = '', url = '' } = request;
    const upstream = isProxied(url) ? upstreams.get(method) : undefined;
    if (upstream === undefined) {
      next();
      return;
    }
    forward(request, response, {
      upstream,
      trusted: options.isTrusted(request.socket.remoteAddress),
      quick: isQuick(request),
      headers: options.corsHeaders(request.headers.origin),
      onProblem(problem) {
        problems.set(request, problem);
        next();
      },
      onRepeat: () => options.onRepeat(upstream.name),
      review: (status) => options.reviewRefusal(request, status),
    });
  };
}
