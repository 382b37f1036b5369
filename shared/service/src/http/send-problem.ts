import type { IncomingMessage } from 'node:http';
import { type InvalidSlug, type ProblemSlug, problems } from '@notes/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError, problemBody } from '../problem-error.ts';
import type { Logger } from '../process/logger.ts';
import { type Metrics, readAtScrape } from '../process/metrics.ts';
import type { NodeServer } from './node-server.ts';
import { json, mergePatch } from './parse-body.ts';
import { traceOf } from './trace-of.ts';

/** How many problems were sent, by slug. */
export type ProblemCounts = Map<ProblemSlug, number>;

/** Counts problems, and shows each kind that there is from the beginning. */
export function countProblems(metrics: Metrics): ProblemCounts {
  const counts: ProblemCounts = new Map((Object.keys(problems) as ProblemSlug[]).map((slug) => [slug, 0]));
  readAtScrape(metrics).counters('notes_problems_total', 'Requests answered with a problem.', 'type', () => counts);
  return counts;
}

/** What is done with problems beside sending them. */
export type ProblemPorts = { readonly logger: Logger; readonly counts?: ProblemCounts };

/** Answers any error as its problem, and counts it. Those of our own making (500) are logged with their cause. */
export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { logger, counts }: ProblemPorts,
): void {
  const problem = toProblem(error);
  counts?.set(problem.slug, (counts.get(problem.slug) ?? 0) + 1);
  if (problem.status >= 500) logProblem(problem, error, request, logger);
  // After a body that it could not take Fastify closes the connection. With some of the body still under way, that is a reset, and the
  // answer may be lost with it. Node reads past what is left, for as long as a request may take. While closing it stays so, and while
  // draining, unless there is such a body.
  const { listening, drains } = request.server.server as NodeServer;
  if (listening && (!drains || hasUnreadBody(request.raw))) reply.removeHeader('connection');
  // As bytes: to text of this type Fastify would add a charset, which JSON does not have.
  void reply
    .code(problem.status)
    .headers(acceptHeaders(problem, request))
    .headers(problem.headers)
    .header('content-type', 'application/problem+json')
    .send(Buffer.from(JSON.stringify(problemBody(problem, request.url))));
}

const hasUnreadBody = ({ complete, headers }: IncomingMessage): boolean =>
  !complete && (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined);

function logProblem(problem: ProblemError, error: unknown, request: FastifyRequest, logger: Logger): void {
  const { id: requestId, method, url } = request;
  const what = { requestId, ...traceOf(request), method, url, problem: problem.slug };
  if (problem.status === 500) logger.error({ ...what, err: error }, 'a request failed');
  else logger.debug({ ...what, detail: problem.message, err: problem.cause }, 'a request was turned away');
}

function acceptHeaders(problem: ProblemError, request: FastifyRequest): Record<string, string> {
  if (problem.slug !== 'unsupported-media-type') return {};
  if (request.method === 'PATCH') return { 'accept-patch': `${mergePatch}, ${json}` };
  return { [request.method === 'POST' ? 'accept-post' : 'accept']: json };
}

type FrameworkError = { readonly code?: string; readonly statusCode?: number };

/** Frameworks say what they found in words of their own, which tell of them and not of our API: clients get ours. */
type Known = readonly [slug: Exclude<ProblemSlug, InvalidSlug>, detail: string];

const byCode: Readonly<Record<string, Known>> = {
  FST_ERR_BAD_URL: ['malformed-request', 'The percent-encoding of the path is broken.'],
  FST_ERR_MAX_PARAM_LENGTH: ['uri-too-long', 'A segment of the path is longer than any that exists here.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['body-too-large', 'The body is larger than this address takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported-media-type',
    'The Content-Type is missing, or not one that this address takes.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed-request', 'The body is not as long as Content-Length says.'],
};

const byStatus: Readonly<Record<number, Known>> = {
  400: ['malformed-request', 'The request cannot be read.'],
  401: ['unauthorized', 'This address needs a token: send `Authorization: Bearer <token>`.'],
  403: ['forbidden', 'This is not allowed.'],
  404: ['not-found', 'There is nothing at this address.'],
  406: ['not-acceptable', 'The Accept header admits nothing that this address can answer with.'],
  413: ['body-too-large', 'The body is larger than this address takes.'],
  414: ['uri-too-long', 'The address is longer than any that exists here.'],
  415: ['unsupported-media-type', 'The Content-Type is missing, or not one that this address takes.'],
  429: ['rate-limited', 'Too many requests came at once.'],
  503: ['unavailable', 'This cannot be served at the moment.'],
};

const unforeseen: Known = ['internal', 'Something went wrong on our side.'];

/** The problem that any thrown thing is to a client. What nobody foresaw is `internal`, and tells nothing of its cause. */
function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const { code = '', statusCode = 500 } = (typeof error === 'object' && error !== null ? error : {}) as FrameworkError;
  const alike = error instanceof Error ? byStatus[statusCode] : undefined;
  return new ProblemError(...(byCode[code] ?? alike ?? unforeseen), { cause: error });
}
