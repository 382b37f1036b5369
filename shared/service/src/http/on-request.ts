import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ProblemError } from '../problem-error.ts';
import { NoBody } from './describe-admission.ts';
import { type HttpApp, isHidden } from './http-app.ts';
import { json } from './parse-body.ts';

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

const withBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * What holds on every route of the API, hidden ones (pages, probes) excepted: parameters that no schema names are refused, also where
 * there is no schema; so is a body where none is asked for; and a request must accept what the route answers with. Call it
 * before any route is registered.
 */
export function applyRoutePolicy(app: HttpApp): void {
  app.addHook('onRoute', (route) => {
    if (isHidden(route)) return;
    const schema = { ...route.schema };
    schema.querystring ??= Type.Object({});
    if (schema.body === undefined && [route.method].flat().some((method) => withBody.has(method))) schema.body = NoBody;
    route.schema = schema;
  });
}

/** Throws the problem `not-acceptable`. Most clients accept anything, which costs no look at the route. */
function checkAccept(request: FastifyRequest): void {
  const { accept } = request.headers;
  if (accept === undefined || accept === '*/*' || accept === json) return;
  const { config, schema } = request.routeOptions;
  if (isHidden({ schema })) return;
  const produces = config.produces ?? [json];
  if (!accepts(accept, produces))
    throw new ProblemError('not-acceptable', `This address answers with ${produces.join(', ')}.`);
}

/**
 * Whether an Accept header admits one of the media types (RFC 9110 §12.5.1). The most specific range that covers a type
 * decides; q=0 excludes. What cannot be read is no range, and a header without any range admits all.
 */
export function accepts(header: string, types: readonly string[]): boolean {
  const ranges = header.split(',').flatMap(readRange);
  return ranges.length === 0 || types.some((type) => qualityOf(type, ranges) > 0);
}

type Range = { readonly media: string; readonly quality: number };

function readRange(text: string): Range[] {
  const [media = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  if (!/^[^\s/]+\/[^\s/]+$/.test(media)) return [];
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const value = quality === undefined ? 1 : Number(quality.slice(2));
  return [{ media, quality: value >= 0 && value <= 1 ? value : 1 }];
}

function qualityOf(type: string, ranges: readonly Range[]): number {
  const whole = `${type.slice(0, type.indexOf('/'))}/*`;
  for (const candidate of [type, whole, '*/*']) {
    const range = ranges.find(({ media }) => media === candidate);
    if (range !== undefined) return range.quality;
  }
  return 0;
}
