import { parsePosition } from '@notes/kernel';
import { ProblemError } from '@notes/service';
import type { FastifyRequest } from 'fastify';
import type { Channel, Channels } from '../domain/channel.ts';
import type { SinceSource } from '../follow/subscriptions.ts';

/** Where a stream begins, and which part of the request determined it. */
export type FeedStart = { readonly since: string | undefined; readonly source: SinceSource };

/**
 * A browser that reconnects sends the id of the last event it received to the same address, so the header overrides the parameter. Throws
 * `malformed-request` for what is no position.
 */
export function feedStart({ headers }: Pick<FastifyRequest, 'headers'>, since: string | undefined): FeedStart {
  const header = headers['last-event-id'];
  const last = typeof header === 'string' && header !== '' ? header : undefined;
  const source = last === undefined ? { parameter: 'since' } : { header: 'Last-Event-ID' };
  const text = last ?? since;
  if (text === undefined || parsePosition(text) !== undefined) return { since: text, source };
  throw new ProblemError(
    'malformed-request',
    `${source.parameter ?? source.header} must be a position, as events carry it.`,
  );
}

/** Throws `invalid`: also for rooms, which remember nothing that a browser could come back to. */
export function feedChannel(channels: Channels, name: string): Channel {
  const channel = channels.parse(name);
  if (channel !== undefined) return channel;
  const detail = `Channels are ${channels.known.join(', ')}.`;
  throw new ProblemError('invalid', `channel: ${detail}`, {
    errors: [{ parameter: 'channel', code: 'unknown-channel', detail }],
  });
}
