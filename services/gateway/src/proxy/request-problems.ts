import type { IncomingMessage } from 'node:http';
import type { ProblemError } from '@notes/service';

/**
 * Problems on their way from the proxy, which works below Fastify for speed, to a route of Fastify's, which answers them
 * like any other of ours.
 */
export type RequestProblems = {
  set(request: IncomingMessage, problem: ProblemError): void;
  get(request: IncomingMessage): ProblemError | undefined;
};

export function createRequestProblems(): RequestProblems {
  const problems = new WeakMap<IncomingMessage, ProblemError>();
  return {
    set: (request, problem) => void problems.set(request, problem),
    get: (request) => problems.get(request),
  };
}
