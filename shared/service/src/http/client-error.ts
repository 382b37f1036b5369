import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ProblemError } from '../problem-error.ts';
import { isStillComing, onceAnswered, responseUnderWay } from './node-server.ts';
import { rawProblem } from './raw-problem.ts';

/** How long a client may take to read the last answer. */
const lingerMs = 5_000;

/** Connections of which nothing more is read. What follows an error is one, too, piece by piece. */
const ending = new WeakSet<Socket>();

/**
 * Ends a connection on which something has come that Node's parser could not read as a request. It is answered if it is its turn: if
 * every request before it is answered, or it is the body of one that has no answer yet. Else the answers under way are given, and no
 * other: who sent the requests would take it for one of theirs, while a write is still being done. One that was opened ahead of
 * need and never used is closed without a word: a request that is just on its way would take the word for its answer.
 */
export function onClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  const unused = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.bytesRead === 0;
  if (unused || error.code === 'ECONNRESET' || socket.destroyed) {
    socket.destroy();
    return;
  }
  if (ending.has(socket)) return;
  ending.add(socket);
  const response = responseUnderWay(socket);
  const isBody = isStillComing(socket);
  if (response === undefined) end(socket, isBody ? '' : refusal(error));
  else if (isBody && !response.headersSent) inTurn(response, () => end(socket, refusal(error)));
  else {
    if (!response.headersSent) response.setHeader('connection', 'close');
    onceAnswered(socket, () => end(socket, ''));
  }
}

/** Runs `next` when the responses before this one on its connection are given. */
function inTurn(response: ServerResponse, next: () => void): void {
  if (response.socket === null) response.once('socket', next);
  else next();
}

/** Closes a connection when its last words are read, and after a while in any case. */
function end(socket: Socket, words: string): void {
  if (socket.writable) socket.end(words);
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

const refusal = ({ code }: NodeJS.ErrnoException): string => rawProblem(problemOf(code));

function problemOf(code: string | undefined): ProblemError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new ProblemError('header-too-large', 'The headers are larger than 16 KiB.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new ProblemError('malformed-request', 'The request took too long to arrive.');
  return new ProblemError('malformed-request', 'This is not a request of HTTP/1.1.');
}
