import { randomUUID } from 'node:crypto';
import { problems } from '@notes/contracts';
import { type ProblemError, problemBody } from '../problem-error.ts';

/** A problem as it goes over a connection that has no request to answer, or none that could be read. The connection ends with it. */
export function rawProblem(problem: ProblemError): string {
  const body = JSON.stringify(problemBody(problem, '/'));
  const head = [
    `HTTP/1.1 ${problem.status} ${problems[problem.slug].title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${randomUUID()}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
