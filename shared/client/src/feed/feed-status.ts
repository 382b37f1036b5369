import { NotesError } from '../errors/notes-error.ts';
import { toProblemError } from '../errors/to-problem-error.ts';
import { codes } from './close-codes.ts';
import type { Channel } from './core/channel.ts';
import type { Link } from './core/link.ts';
import type { FeedStatus } from './feed-api.ts';

/** What the connection and the channels that matter come to. */
export function feedStatus(link: Link, channels: readonly Channel[]): FeedStatus {
  switch (link.phase) {
    case 'idle':
    case 'connecting':
    case 'offline':
      return { state: link.phase };
    case 'waiting':
      return { state: 'reconnecting', inMs: link.waitMs };
    case 'closed':
      return link.code === undefined ? { state: 'closed' } : { state: 'closed', error: closedError(link.code) };
    case 'open':
      return { state: channels.every(isLive) ? 'live' : 'catching-up' };
  }
}

const isLive = ({ phase, members }: Channel): boolean => phase === 'live' || members.length === 0;

/** The error for a close code that is final. */
export function closedError(code: number | undefined): NotesError {
  if (code === codes.tokenExpired)
    return problem('unauthorized', 401, 'The token is missing, not valid, or has expired.');
  if (code === codes.forbidden) return problem('forbidden', 403, 'The feed is not open to this caller.');
  return new NotesError(code === undefined ? 'The client is closed.' : `The connection was closed with code ${code}.`);
}

const problem = (slug: string, status: number, detail: string): NotesError =>
  toProblemError({ problem: { type: `/problems/${slug}`, title: slug, status, detail, instance: '/v1/stream' } });
