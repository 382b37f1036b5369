import type { FastifyRequest } from 'fastify';

type Traced = Pick<FastifyRequest, 'span' | 'headers'>;

const wellFormed = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The request's place in a trace for what it brings about, as W3C Trace Context writes it: our span of it, if that is kept, else the
 * client's own. A trace that nobody keeps and nobody else has named goes no further. What is no traceparent is not worth refusing a request
 * for.
 */
export function traceparentOf({ span, headers }: Traced): string | undefined {
  return span?.sampled === true ? span.traceparent : readTraceparent(headers['traceparent']);
}

/** What a client has sent as the place of its work in a trace; undefined for anything else. */
export const readTraceparent = (given: unknown): string | undefined =>
  typeof given === 'string' && wellFormed.test(given) ? given : undefined;

/** For a log line: the id of that trace, by the name that tools know it by; without one, nothing. */
export function traceOf({ span, headers }: Traced): { readonly trace_id?: string } {
  const id = (span?.traceparent ?? readTraceparent(headers['traceparent']))?.split('-')[1];
  return id === undefined ? {} : { trace_id: id };
}
