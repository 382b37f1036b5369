import { type Position, parsePosition } from '@notes/kernel';
import { ProblemError, positionText } from '@notes/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';

/** How fresh an answer has to be: at `position` or later, waiting until `deadline` (on the clock of `performance.now`). */
export type Freshness = { readonly position: Position; readonly deadline: number; readonly signal: AbortSignal };

/** The request headers of every read, for the description of the API. */
export const freshnessHeaders = {
  'consistency-token': Type.Optional(
    Type.String({
      pattern: positionText,
      description: 'The answer is to be as fresh as this position, or fresher: the read waits for it.',
      examples: ['k3f9a2c1:3-1204'],
    }),
  ),
  prefer: Type.Optional(
    Type.String({
      description: '`wait=<seconds>`: how long to wait for the Consistency-Token, 5 seconds by default, 30 at most.',
      examples: ['wait=10'],
    }),
  ),
};

const defaultWaitS = 5;

/**
 * Reads the required freshness from the headers Consistency-Token and Prefer; undefined if any snapshot will do. Reports
 * the applied wait in Preference-Applied. Throws the problem `malformed-request` if the token cannot be parsed.
 */
export function readFreshness(request: FastifyRequest, reply: FastifyReply): Freshness | undefined {
  const token = request.headers['consistency-token'];
  if (token === undefined) return undefined;
  const position = typeof token === 'string' ? parsePosition(token) : undefined;
  if (position === undefined) throw badToken();
  const preferred = preferredWaitS([request.headers['prefer']].flat().join(','));
  if (preferred !== undefined) reply.header('preference-applied', `wait=${preferred}`);
  const deadline = performance.now() + (preferred ?? defaultWaitS) * 1_000;
  return { position, deadline, signal: goneSignal(reply) };
}

/** Aborted when the client disconnects before it has its answer, so that no read waits on its behalf. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(new ProblemError('unavailable', 'The client has gone.'));
  });
  return gone.signal;
}

const longestWaitS = 30;
const preference = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,9})"?\s*(?=[,;]|$)/i;

/**
 * The seconds of `Prefer: wait=<seconds>` (RFC 7240), at most 30. Undefined without such a preference; one that cannot be
 * parsed is ignored, as the RFC requires.
 */
export function preferredWaitS(header: string): number | undefined {
  const seconds = preference.exec(header)?.[1];
  return seconds === undefined ? undefined : Math.min(Number(seconds), longestWaitS);
}

const badToken = (): ProblemError =>
  new ProblemError('malformed-request', 'The Consistency-Token cannot be read.', {
    errors: [
      {
        header: 'Consistency-Token',
        code: 'bad-format',
        detail: 'Send one as an answer gave it, such as k3f9a2c1:0-12.3-1204, or none.',
      },
    ],
  });
