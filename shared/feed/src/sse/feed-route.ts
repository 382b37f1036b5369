import { parsePosition } from '@notes/kernel';
import {
  type Authenticator,
  type Caller,
  type HttpApp,
  maybePositionText,
  ProblemError,
  problemResponses,
} from '@notes/service';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Channel, Channels } from '../domain/channel.ts';
import type { Plan, SinceSource, Subscriptions } from '../follow/subscriptions.ts';
import { credentialsOf } from '../sockets/credentials.ts';
import { asksForStream, comeAgain, type EventStreams, retryLine } from './event-streams.ts';
import { FeedEvent, type FeedQuery, feedQuery } from './feed-schemas.ts';

export type FeedRouteOptions = {
  readonly eventStreams: EventStreams;
  readonly subscriptions: Subscriptions;
  readonly auth: Authenticator | undefined;
};

const url = '/v1/feed';
const produces = ['text/event-stream'];
const config = { endless: true, scope: 'notes:read', produces } as const;

const lastEventId = Type.Object({
  'last-event-id': Type.Optional(
    Type.String({
      pattern: maybePositionText,
      description: 'The id of the last event that was received: the stream goes on after it. Beats `since`.',
    }),
  ),
});

const schema = {
  operationId: 'readFeed',
  summary: 'Follow what happens, as server-sent events',
  description:
    'The live feed for clients that cannot open a websocket. Every event has the name of its push in `event`, the push itself as JSON in `data`, and in `id` a position that covers everything sent so far, from which a browser goes on by itself. What came after `since` is sent first, then `$caught_up`, then what happens. A comment every 15 seconds keeps the connection alive; it ends when the token expires. A client that accepts `text/event-stream` by name never gets 503, on which a browser would close for ever: the stream ends at once instead, with the time after which to reconnect.',
  tags: ['feed'],
  headers: lastEventId,
  response: {
    200: {
      description: 'Events, until either side hangs up.',
      content: { 'text/event-stream': { schema: FeedEvent } },
    },
    ...problemResponses('epoch-changed', 'position-too-old', 'invalid-position', 'unavailable'),
  },
};

const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Some proxies buffer responses unless this forbids it.
  'x-accel-buffering': 'no',
};
/** A stream ends when its gateway stops: a client that used the connection for its next request would send it to nobody. */
const streamingHeaders = { ...streamHeaders, connection: 'close' };

/** How long a request waits for a log that is still being loaded. */
const holdMs = 5_000;

type FeedRequest = FastifyRequest<{ Querystring: FeedQuery }>;

/** `GET /v1/feed`: the live feed as server-sent events. */
export function feedRoute(app: HttpApp, { eventStreams, subscriptions, auth }: FeedRouteOptions): void {
  async function plan(request: FeedRequest): Promise<{ plan: Plan; caller: Caller }> {
    const channel = feedChannel(subscriptions.channels, request.query.channel);
    const { since, source } = feedStart(request, request.query.since);
    const { caller, headers } = await credentialsOf(request, auth);
    await subscriptions.whenOpen(holdMs);
    if (eventStreams.stopped) throw new ProblemError('unavailable', 'This gateway is shutting down.');
    // To begin now is to go on from here: the first thing sent is a position, so that no client reconnects without one.
    const plan = await subscriptions.plan(channel, since ?? subscriptions.position(), headers, source);
    if ('reason' in plan) throw unrecovered(plan.reason);
    return { plan, caller };
  }

  function stream(request: FeedRequest, reply: FastifyReply, plan: Plan, caller: Caller): void {
    const { raw } = reply;
    const pump = (): void => subscriptions.pump(subscription);
    const { outbox } = eventStreams.add(raw, caller, pump);
    const { subscription } = subscriptions.open(plan, outbox);
    subscription.patterns.add(request.query.event ?? '*');
    raw.on('close', () => subscriptions.close(subscription));
    reply.hijack();
    for (const [name, value] of Object.entries(reply.headers(streamingHeaders).getHeaders()))
      if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200);
    outbox.push(Buffer.from(retryLine()));
    pump();
  }

  function errorHandler(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
    const isTemporary = error instanceof ProblemError && error.status === 503;
    if (!isTemporary || !asksForStream(request)) app.errorHandler(error, request, reply);
    else void reply.code(200).headers(streamHeaders).send(comeAgain(error.message));
  }

  const querystring = feedQuery(subscriptions.channels);
  app.get(
    url,
    { schema: { ...schema, querystring }, config, exposeHeadRoute: false, errorHandler },
    async (request, reply) => {
      const { plan: start, caller } = await plan(request);
      if (reply.raw.destroyed) return;
      stream(request, reply, start, caller);
    },
  );
  app.head(url, { schema: { hide: true, querystring }, config }, async (request, reply) => {
    await plan(request);
    return reply.headers(streamHeaders).send();
  });
  app.addHook('preClose', (done) => {
    eventStreams.stop();
    done();
  });
}

const unrecovered = (reason: 'epoch' | 'floor'): ProblemError =>
  reason === 'epoch'
    ? new ProblemError('epoch-changed', 'The position is of another log.')
    : new ProblemError('position-too-old', 'What came right after the position is not kept any more.');

/** Where a stream begins, and which part of the request determined it. */
type FeedStart = { readonly since: string | undefined; readonly source: SinceSource };

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
