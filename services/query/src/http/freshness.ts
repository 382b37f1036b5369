import { parsePosition } from '@notes/kernel';
import { ProblemError } from '@notes/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Wanted } from '../consistency/read-at.ts';
import { preferredWaitS } from '../domain/prefer-wait.ts';

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
