import type { IncomingHttpHeaders } from 'node:http';
import { parsePosition } from '@notes/kernel';
import { ProblemError } from '../problem-error.ts';

/**
 * The offsets that the request header Consistency-Token asks for, by partition; undefined without the header. Throws the problems
 * `malformed-request` for what is no token and `epoch-changed` for one of another epoch.
 */
export function readConsistencyToken(headers: IncomingHttpHeaders, epoch: string): Map<number, number> | undefined {
  const text = headers['consistency-token'];
  if (text === undefined) return undefined;
  const position = typeof text === 'string' ? parsePosition(text) : undefined;
  if (position === undefined) throw new ProblemError('malformed-request', 'Consistency-Token is not a position.');
  if (position.epoch !== epoch)
    throw new ProblemError(
      'epoch-changed',
      `The position is of epoch ${position.epoch}, the log is of epoch ${epoch}.`,
    );
  return new Map(position.offsets);
}
