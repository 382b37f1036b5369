import { parsePosition } from '@notes/kernel';
import { ProblemError, positionText } from '@notes/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { preferredWaitS } from './prefer-wait.ts';
import type { Wanted } from './read-at.ts';

/** The request headers of whatever reads, for the description of the API. */
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
 * How fresh the answer has to be, by the headers Consistency-Token and Prefer; undefined: whatever there is. Says in
 * Preference-Applied what is honoured. Throws the problem `malformed-request` for a token that is none.
 */
export function wantedBy(request: FastifyRequest, reply: FastifyReply): Wanted | undefined {
  const token = request.headers['consistency-token'];
  if (token === undefined) return undefined;
  const position = typeof token === 'string' ? parsePosition(token) : undefined;
  if (position === undefined) throw badToken();
  const preferred = preferredWaitS([request.headers['prefer']].flat().join(','));
  if (preferred !== undefined) reply.header('preference-applied', `wait=${preferred}`);
  const deadline = performance.now() + (preferred ?? defaultWaitS) * 1_000;
  return { position, deadline, signal: goneSignal(reply) };
}

/** Aborted when the client goes before it has its answer: nobody waits on behalf of nobody. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(new ProblemError('unavailable', 'The client has gone.'));
  });
  return gone.signal;
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
