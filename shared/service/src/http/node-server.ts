import { type IncomingMessage, Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ProblemError } from '../problem-error.ts';
import { rawProblem } from './raw-problem.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;
/** Sees every request before Fastify does: it answers, or calls `next`. */
export type RawHandler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const headersTimeoutMs = 15_000;
const requestTimeoutMs = 30_000;
/** Longer than the idle time of common balancers, which must be the ones to close. */
const keepAliveTimeoutMs = 72_000;
const leaveEveryMs = 50;

/** Node's server, which can leave its connections without losing a request. */
export type NodeServer = Server & {
  /** From now on each answer, also of those under way, announces that its connection closes. New connections are taken as ever. */
  drain(): void;
  readonly drains: boolean;
};

/** With limits on how slowly a client may send. Answers may take as long as they like. */
export function createNodeServer(fastify: Handler, before: RawHandler | undefined): NodeServer {
  const options = {
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: 5000,
    // Node would answer without a body; we look for the header ourselves.
    requireHostHeader: false,
  };
  const handler: Handler =
    before === undefined ? fastify : (request, response) => before(request, response, () => fastify(request, response));
  return new LeavingServer(options, handler);
}

/** Where Node would cut idle connections off when it is closed, these are left as `Connections` says. */
class LeavingServer extends Server {
  readonly #connections = new Connections();

  constructor(options: ServerOptions, handler: Handler) {
    super(options);
    const connections = this.#connections;
    const onRequest: Handler = (request, response) => {
      if (connections.takes(request, response)) handler(request, response);
    };
    this.on('request', onRequest);
    // An expectation that we do not know is passed over (RFC 9110 leaves it to us); Node would answer 417 without a body.
    this.on('checkExpectation', onRequest);
    this.on('connection', (socket) => connections.opened(socket));
    // Only where others do: with a listener Node takes every such request out of its parser.
    this.once('listening', () => {
      if (this.listenerCount('upgrade') === 0) return;
      this.prependListener('upgrade', (_request, socket) => connections.upgraded(socket as Socket));
    });
  }

  drain(): void {
    this.#connections.announceClose();
  }

  get drains(): boolean {
    return this.#connections.announcing;
  }

  /** A connection that was busy at first would otherwise stay open, idle, until its time is over. */
  override close(callback?: (error?: Error) => void): this {
    const leaving = setInterval(() => this.closeIdleConnections(), leaveEveryMs).unref();
    this.once('close', () => clearInterval(leaving));
    return super.close(callback);
  }

  override closeIdleConnections(): void {
    this.#connections.leave();
  }
}

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
class Connections {
  readonly #open = new Set<Socket>();
  readonly #left = new WeakSet<Socket>();
  /** Whether each answer announces that its connection closes. */
  announcing = false;
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
    if (this.#left.has(socket)) {
      request.resume();
      return false;
    }
    if (this.announcing) response.setHeader('connection', 'close');
    takeUnderWay(request, response);
    return true;
  }

  announceClose(): void {
    this.announcing = true;
    for (const socket of this.#open) {
      const answer = responseUnderWay(socket);
      if (answer !== undefined) announce(answer);
    }
  }

  /** Leaves those that are idle, and announces it on the others; to be called again and again, until none is open. */
  leave(): void {
    this.#leavingSince ??= performance.now();
    this.announcing = true;
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
