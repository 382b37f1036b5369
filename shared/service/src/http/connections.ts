import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ProblemError } from '../problem-error.ts';
import { rawProblem } from './send-problem.ts';

/** RFC 9110 §15.5.9: no request was taken over this connection, and whoever has just sent one may send it again. */
const farewell = (): string =>
  rawProblem(new ProblemError('not-taken', 'This instance is stopping. Nothing was done; send the request again.'));
/** For a client to have read that, and to close its side. */
const lingerMs = 2_000;
/** For the first request to come over a connection that has just been opened. */
const firstRequestMs = 1_000;

/**
 * The connections of a server that may have to leave them without losing a request. A connection that is closed while a request is
 * on its way resets it, and the client cannot tell whether it was done. So the answers under way announce `Connection: close`, as do
 * all that follow, and over an idle connection the client is told that nothing was taken; what still comes is not looked at.
 */
export class Connections {
  readonly #open = new Set<Socket>();
  readonly #left = new WeakSet<Socket>();
  #leavingSince: number | undefined;

  opened(socket: Socket): void {
    if (this.#open.has(socket)) return;
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
  }

  /** It does not speak HTTP any more. */
  upgraded(socket: Socket): void {
    this.#open.delete(socket);
  }

  /** Whether the request is to be answered. */
  takes(request: IncomingMessage, response: ServerResponse): boolean {
    const { socket } = request;
    if (this.#leavingSince !== undefined) {
      if (this.#left.has(socket)) {
        request.resume();
        return false;
      }
      response.setHeader('connection', 'close');
    }
    takeUnderWay(request, response);
    return true;
  }

  /** Leaves those that are idle, and announces it on the others; to be called again and again, until none is open. */
  leave(): void {
    this.#leavingSince ??= performance.now();
    for (const socket of this.#open) {
      const answer = responseUnderWay(socket);
      if (answer !== undefined) announce(answer);
      else if (!this.#left.has(socket) && !this.#isAwaited(socket)) this.#leaveOne(socket);
    }
  }

  #isAwaited(socket: Socket): boolean {
    return !hasBeenUsed(socket) && performance.now() - (this.#leavingSince ?? 0) < firstRequestMs;
  }

  #leaveOne(socket: Socket): void {
    this.#left.add(socket);
    if (socket.writable) socket.end(farewell());
    const giveUp = setTimeout(() => socket.destroy(), lingerMs);
    socket.once('close', () => clearTimeout(giveUp));
  }
}

function announce(answer: ServerResponse): void {
  if (!answer.headersSent) answer.setHeader('connection', 'close');
}

/** The newest response of each connection. Those before it on the same connection are finished before it is. */
const newest = new WeakMap<Duplex, ServerResponse>();

/** To be called with every request before it is served. */
export function takeUnderWay({ socket }: IncomingMessage, response: ServerResponse): void {
  newest.set(socket, response);
}

/** The last response that is still to be given on a connection; undefined if every request that came on it is answered. */
export function responseUnderWay(socket: Duplex): ServerResponse | undefined {
  const response = newest.get(socket);
  return response?.writableFinished ? undefined : response;
}

/** Whether any request has come on a connection. */
const hasBeenUsed = (socket: Duplex): boolean => newest.has(socket);

/** Whether the newest request on a connection has not come to its end, though it may have been answered. */
export const isStillComing = (socket: Duplex): boolean => newest.get(socket)?.req.complete === false;

/** Runs `next` when every request that has come on a connection is answered; never, if the connection ends with that. */
export function onceAnswered(socket: Duplex, next: () => void): void {
  const response = responseUnderWay(socket);
  if (response === undefined) {
    next();
    return;
  }
  // Nobody else may be listening meanwhile, and an error that nobody hears ends the process.
  const ignore = (): void => {};
  socket.on('error', ignore);
  response.once('close', () => {
    socket.off('error', ignore);
    if (socket.writable) next();
  });
}
