import { isUtf8 } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../problem-error.ts';

export const json = 'application/json';
export const mergePatch = 'application/merge-patch+json';

type Done = (error: Error | null, body?: unknown) => void;

/** Reads JSON in UTF-8; nothing at all is no body. What it cannot read is a `malformed-request`. */
export function parseJson(request: FastifyRequest, body: string | Buffer, done: Done): void {
  let value: unknown;
  try {
    checkEncoding(request);
    value = body.length === 0 ? undefined : readJson(body);
  } catch (error) {
    done(error as Error);
    return;
  }
  done(null, value);
}

/** The same for a merge patch, which only a PATCH takes. */
export function parseMergePatch(request: FastifyRequest, body: string | Buffer, done: Done): void {
  if (request.method === 'PATCH') parseJson(request, body, done);
  else done(new ProblemError('unsupported-media-type', `${mergePatch} is for PATCH.`));
}

function readJson(body: string | Buffer): unknown {
  if (typeof body !== 'string' && !isUtf8(body)) throw new ProblemError('malformed-request', 'The body is not UTF-8.');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new ProblemError('malformed-request', 'The body is not JSON.', { cause });
  }
}

const otherCharset = /;\s*charset\s*=\s*(?!"?utf-?8"?\s*(?:;|$))/i;

function checkEncoding({ headers }: FastifyRequest): void {
  const type = headers['content-type'];
  if (type !== undefined && type !== json && otherCharset.test(type))
    throw new ProblemError('unsupported-media-type', 'Bodies are in UTF-8.');
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'identity')
    throw new ProblemError('unsupported-media-type', 'Bodies are sent without Content-Encoding.', {
      headers: { 'accept-encoding': 'identity' },
    });
}
