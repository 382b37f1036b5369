import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { takeUnderWay } from './under-way.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;
/** Sees every request before Fastify does: it answers, or calls `next`. */
export type RawHandler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const headersTimeoutMs = 15_000;
const requestTimeoutMs = 30_000;
/** Longer than the idle time of common balancers, which must be the ones to close. */
const keepAliveTimeoutMs = 72_000;

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
  const handler: Handler = (request, response) => {
    takeUnderWay(request, response);
    if (before === undefined) fastify(request, response);
    else before(request, response, () => fastify(request, response));
  };
  // An expectation that we do not know is passed over (RFC 9110 leaves it to us); Node would answer 417 without a body.
  return createServer(options, handler).on('checkExpectation', handler);
}
