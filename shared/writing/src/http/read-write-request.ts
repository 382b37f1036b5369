import { uuidText } from '@notes/contracts';
import type { Caller } from '@notes/kernel';
import { ProblemError, traceparentOf } from '@notes/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Stages, stagesOf } from '../lanes/stages.ts';

/** What every write takes from its request, whatever it is for. */
type RequestBasis = {
  readonly caller: Caller;
  readonly actor: string;
  readonly key: string | undefined;
  readonly traceparent: string | undefined;
  /** For a request that is one command. */
  readonly stages: Stages | undefined;
  readonly gone: () => boolean;
};

/** Throws the problem `malformed-request`. */
export function readWriteRequest(request: FastifyRequest, reply: FastifyReply): RequestBasis {
  return {
    caller: request.caller,
    actor: request.caller.subject,
    key: readIdempotencyKey(single(request.headers['idempotency-key'])),
    traceparent: traceparentOf(request),
    stages: stagesOf(request.span),
    gone: () => reply.raw.destroyed,
  };
}

const single = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'object' ? header.join(', ') : header;

const uuid = new RegExp(uuidText);
const quoted = /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"$/;
const bare = /^[\x21\x23-\x7e]+$/;

/** Any text that is not an id, in its one form, names nothing. */
export function requireId(name: string, id: string): string {
  if (!uuid.test(id)) throw new ProblemError('not-found', `There is no ${name} with the id ${JSON.stringify(id)}.`);
  return id;
}

/** The Idempotency-Key, quoted (RFC 8941 string) or bare: 1 to 255 characters. */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = quoted.test(header) ? header.slice(1, -1).replace(/\\(["\\])/g, '$1') : bare.test(header) ? header : '';
  if (key.length >= 1 && key.length <= 255) return key;
  const detail = 'Must be 1 to 255 printable ASCII characters, quoted or bare.';
  throw new ProblemError('malformed-request', `Idempotency-Key: ${detail}`, {
    errors: [{ header: 'Idempotency-Key', code: 'bad-format', detail }],
  });
}
