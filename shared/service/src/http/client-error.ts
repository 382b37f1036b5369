import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { problems } from '@notes/contracts';
import { problemBody } from '../problem-body.ts';
import { ProblemError } from '../problem-error.ts';

/**
 * Answers what Node's parser could not read as a request at all, and closes the connection. One that was opened ahead of need
 * and never used is closed without a word: a request that is just on its way would take the word for its answer.
 */
export function onClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  const unused = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.bytesRead === 0;
  if (unused || error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(error.code);
  const body = JSON.stringify(problemBody(problem, '/'));
  const head = [
    `HTTP/1.1 ${problem.status} ${problems[problem.slug].title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${randomUUID()}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function problemOf(code: string | undefined): ProblemError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new ProblemError('header-too-large', 'The headers are larger than 16 KiB.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new ProblemError('malformed-request', 'The request took too long to arrive.');
  return new ProblemError('malformed-request', 'This is not a request of HTTP/1.1.');
}
