import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemBody } from '../problem-body.ts';
import type { ProblemError } from '../problem-error.ts';
import type { Logger } from '../process/logger.ts';
import { json, mergePatch } from './parse-body.ts';
import { toProblem } from './to-problem.ts';

/** Answers any error as its problem. Those of our own making (500) are logged with their cause. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  const problem = toProblem(error);
  if (problem.status >= 500) logProblem(problem, error, request, logger);
  // After a body that it could not take Fastify closes the connection. With some of the body still under way, that is a reset, and the
  // answer may be lost with it. Node reads past what is left, for as long as a request may take. While closing it stays so.
  if (request.server.server.listening) reply.removeHeader('connection');
  // As bytes: to text of this type Fastify would add a charset, which JSON does not have.
  void reply
    .code(problem.status)
    .headers(acceptHeaders(problem, request))
    .headers(problem.headers)
    .header('content-type', 'application/problem+json')
    .send(Buffer.from(JSON.stringify(problemBody(problem, request.url))));
}

function logProblem(problem: ProblemError, error: unknown, request: FastifyRequest, logger: Logger): void {
  const what = { requestId: request.id, method: request.method, url: request.url, problem: problem.slug };
  if (problem.status === 500) logger.error({ ...what, err: error }, 'a request failed');
  else logger.debug({ ...what, detail: problem.message, err: problem.cause }, 'a request was turned away');
}

function acceptHeaders(problem: ProblemError, request: FastifyRequest): Record<string, string> {
  if (problem.slug !== 'unsupported-media-type') return {};
  if (request.method === 'PATCH') return { 'accept-patch': `${mergePatch}, ${json}` };
  return { [request.method === 'POST' ? 'accept-post' : 'accept']: json };
}
