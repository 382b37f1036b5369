import type { Caller } from '@notes/feature-notes/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readIdempotencyKey } from './write-headers.ts';

/** What every write takes from its request, whatever it is for. */
type OrderBasis = {
  readonly caller: Caller;
  readonly key: string | undefined;
  readonly traceparent: string | undefined;
  readonly gone: () => boolean;
};

/** Throws the problem `malformed-request`. */
export function orderFrom(request: FastifyRequest, reply: FastifyReply): OrderBasis {
  return {
    caller: request.caller,
    key: readIdempotencyKey(single(request.headers['idempotency-key'])),
    traceparent: request.span?.traceparent ?? traceparentOf(request),
    gone: () => reply.raw.destroyed,
  };
}

const single = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'object' ? header.join(', ') : header;

/** The client's own, where there is no span of ours. Carried through the log if it is one; anything else is not worth refusing a write for. */
function traceparentOf(request: FastifyRequest): string | undefined {
  const traceparent = single(request.headers['traceparent']);
  return traceparent !== undefined && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent)
    ? traceparent
    : undefined;
}
