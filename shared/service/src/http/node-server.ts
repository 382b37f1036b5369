import { type IncomingMessage, Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Connections } from './connections.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;
/** Sees every request before Fastify does: it answers, or calls `next`. */
export type RawHandler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const headersTimeoutMs = 15_000;
const requestTimeoutMs = 30_000;
/** Longer than the idle time of common balancers, which must be the ones to close. */
const keepAliveTimeoutMs = 72_000;
const leaveEveryMs = 50;

/** Node's server with limits on how slowly a client may send. Answers may take as long as they like. */
export function createNodeServer(fastify: Handler, before: RawHandler | undefined): Server {
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
