import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../problem-error.ts';

const credentials = /^(?:bearer|token) +(\S+) *$/i;
const name = 'authorization';

/**
 * The token that the header Authorization carries, by the scheme Bearer or Token; undefined without any. Throws the problem
 * `malformed-request` where there are two such headers: Node would take the first, and another hop may take the second.
 */
export function readToken({
  headers,
  rawHeaders,
}: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): string | undefined {
  const { authorization } = headers;
  if (authorization === undefined) return undefined;
  if (timesSent(rawHeaders) > 1) throw new ProblemError('malformed-request', 'Authorization must be sent once.');
  return credentials.exec(authorization)?.[1];
}

/** `rawHeaders` has names and values in turn. */
function timesSent(rawHeaders: readonly string[]): number {
  let times = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const sent = rawHeaders[i];
    if (sent?.length === name.length && sent.toLowerCase() === name) times++;
  }
  return times;
}
