import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../problem-error.ts';
import { checkAccept } from './route-policy.ts';

const saneId = /^[\w.:=+/@-]{1,128}$/;
const maxUrlLength = 8192;

/** The client's X-Request-Id when it is sane, so that it finds its requests in our logs, else a new one. */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && saneId.test(given) ? given : randomUUID();
}

/**
 * On every answer. JSON is not a page: it runs nothing, is framed by nobody, is embedded nowhere else and is never taken for something else.
 * Pages of ours set their own policy over it. Behind TLS browsers are told to stay with it; over plain HTTP they do not
 * listen to that. `no-cache` is: keep it, but ask again each time.
 */
const standingHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'cache-control': 'no-cache',
} as const;

export function setStandingHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id);
  reply.headers(standingHeaders);
}

/** What can be said of a request before its body is read: cheap and synchronous, since everything pays for it. Throws problems. */
export function checkRequest(request: FastifyRequest): void {
  if (request.is404) throw new ProblemError('not-found', 'There is nothing at this address.');
  const { url, raw } = request;
  if (raw.headers.host === undefined && raw.httpVersion === '1.1')
    throw new ProblemError('malformed-request', 'A request of HTTP/1.1 must name its Host.');
  if (url.length > maxUrlLength)
    throw new ProblemError('uri-too-long', `An address is at most ${maxUrlLength} characters long.`);
  // The router checks the path. In the query, broken encoding would be taken as it stands.
  if (url.includes('%') && decoded(url) === undefined)
    throw new ProblemError('malformed-request', 'The percent-encoding of the query is broken.');
  checkAccept(request);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
