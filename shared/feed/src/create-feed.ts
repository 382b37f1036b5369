import {
  type Authenticator,
  createPool,
  createRedis,
  type HttpApp,
  type Logger,
  type Metrics,
  type Readiness,
  type Resource,
} from '@notes/service';
import { type ChannelNames, createChannels } from './domain/channel.ts';
import { noCounts } from './follow/fan-out.ts';
import { Feed } from './follow/feed.ts';
import { createFeedMetrics } from './follow/feed-metrics.ts';
import { createJournal } from './follow/journal.ts';
import { createSubscriptions, type LogEnds } from './follow/subscriptions.ts';
import { createSockets, type SocketConfig } from './sockets/create-sockets.ts';
import type { Method } from './sockets/methods/method.ts';
import { noteConnections } from './sockets/note-connections.ts';
import { socketRoute } from './sockets/socket-route.ts';
import { createEventStreams } from './sse/event-streams.ts';
import { feedRoute } from './sse/feed-route.ts';

export type FeedPorts = {
  /** Of the process: what its connections are called. */
  readonly name: string;
  /** What can be subscribed to. */
  readonly channels: ChannelNames;
  /** What can be called over a socket besides the methods of the feed itself, by name. */
  readonly methods: ReadonlyMap<string, Method>;
  readonly logEnds: LogEnds;
  readonly auth: Authenticator | undefined;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
};

export type LiveFeed = {
  /** In the order of starting. */
  readonly resources: readonly Resource[];
  /** Adds `/v1/stream` and `/v1/feed`. */
  register(app: HttpApp): Promise<void>;
};

type FeedConfig = SocketConfig & Parameters<typeof createPool>[0];

/** Puts the live feed together: what follows the log, and the websockets and event streams that it is pushed over. */
export function createFeed(config: FeedConfig, ports: FeedPorts): LiveFeed {
  const { name, methods, auth, logger, metrics, readiness } = ports;
  const pool = createPool(config, { logger, name, byIndex: true });
  const redisState = noteConnections(readiness, 'redis');
  const redis = createRedis(config, { logger, name: `${name}-feed`, subscriber: true, onState: redisState() });
  const channels = createChannels(ports.channels);
  const journal = createJournal(pool, channels);
  const counts = noCounts();
  const eventStreams = createEventStreams();
  const feed = new Feed({
    ...{ channels, journal, redis, logger, readiness, counts },
    prefix: config.REDIS_PREFIX,
    onReset: () => {
      void sockets.sessions.closeAll();
      eventStreams.endAll();
    },
  });
  const subscriptions = createSubscriptions(feed, journal, ports.logEnds);
  const sockets = createSockets(config, { name, methods, subscriptions, auth, logger, metrics, redisState });
  createFeedMetrics({ metrics, feed, counts, eventStreams });
  const stores: Resource = {
    name: 'stores',
    start: async () => {},
    stop: async () => {
      redis.disconnect();
      await pool.end();
    },
  };
  return {
    resources: [stores, ...sockets.resources, feed],
    async register(app) {
      await socketRoute(app, sockets.route);
      feedRoute(app, { eventStreams, subscriptions, auth });
    },
  };
}
