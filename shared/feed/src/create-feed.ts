import {
  type Authenticator,
  commaList,
  createPool,
  createRedis,
  type HttpApp,
  type Logger,
  type Metrics,
  type Readiness,
  type Resource,
  showPool,
  type Tracer,
} from '@notes/service';
import { type ChannelNames, createChannels } from './domain/channel.ts';
import { Feed } from './follow/feed.ts';
import { createDeliveryMetrics, createFeedMetrics, noCounts } from './follow/feed-metrics.ts';
import { createJournal } from './follow/journal.ts';
import { createSubscriptions, type LogEnds } from './follow/subscriptions.ts';
import { Rooms } from './rooms/rooms.ts';
import { Gateways } from './sockets/gateways.ts';
import type { Method } from './sockets/methods/method.ts';
import { createMethods } from './sockets/methods/methods.ts';
import { Occupancy } from './sockets/occupancy.ts';
import { createSessions } from './sockets/sessions.ts';
import { createSocketMetrics } from './sockets/socket-metrics.ts';
import { socketRoute } from './sockets/socket-route.ts';
import { createEventStreams } from './sse/event-streams.ts';
import { feedRoute } from './sse/feed-route.ts';

export type FeedPorts = {
  /** Of the process: what its connections are called. */
  readonly name: string;
  /** What can be subscribed to, family by family. */
  readonly channels: readonly ChannelNames[];
  /** What can be called over a socket besides the methods of the feed itself, by name. */
  readonly methods: ReadonlyMap<string, Method>;
  readonly logEnds: LogEnds;
  readonly auth: Authenticator | undefined;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  /** Begins spans for calls and deliveries; without it there are none. */
  readonly tracer?: Tracer | undefined;
};

export type LiveFeed = {
  /** In the order of starting. */
  readonly resources: readonly Resource[];
  /** Adds `/v1/stream` and `/v1/feed`. */
  register(app: HttpApp): Promise<void>;
};

type FeedConfig = Parameters<typeof createPool>[0] &
  Parameters<typeof createRedis>[0] & { readonly REDIS_PREFIX: string; readonly CORS_ORIGINS?: string };

/** Puts the live feed together: what follows the log, and the websockets and event streams that it is pushed over. */
export function createFeed(config: FeedConfig, ports: FeedPorts): LiveFeed {
  const { name, auth, logger, metrics, readiness, tracer } = ports;
  const { REDIS_PREFIX: prefix } = config;
  const pool = createPool(config, { logger, name, preferIndexes: true });
  showPool(metrics, pool);
  const redisState = noteConnections(readiness, 'redis');
  const connect = (suffix: string, subscriber = true) =>
    createRedis(config, { logger, name: `${name}${suffix}`, subscriber, onState: redisState() });
  const feedRedis = connect('-feed');
  const redis = connect('', false);
  const roomsRedis = connect('-rooms');

  const channels = createChannels(ports.channels);
  const journal = createJournal(pool, channels);
  const counts = noCounts();
  const eventStreams = createEventStreams();
  const onReset = (): void => {
    void sessions.closeAll();
    eventStreams.endAll();
  };
  const delivery = createDeliveryMetrics(metrics);
  const feed = new Feed({
    ...{ channels, journal, redis: feedRedis, prefix, logger, readiness, counts, delivery, tracer, onReset },
  });
  createFeedMetrics({ metrics, feed, counts, eventStreams });
  const subscriptions = createSubscriptions(feed, journal, ports.logEnds);

  const occupancy = new Occupancy();
  const rooms = new Rooms({ redis, listener: roomsRedis, prefix, logger, metrics });
  const gateways = new Gateways({ redis, prefix, occupied: () => occupancy.snapshot(sessions.size) });
  const methods = createMethods({ subscriptions, rooms, gateways, others: ports.methods, auth });
  const socketMetrics = createSocketMetrics(metrics, channels);
  const sessions = createSessions({ methods, occupancy, logger, metrics: socketMetrics, tracer });
  const stores: Resource = {
    name: 'stores',
    start: async () => {},
    stop: async () => {
      feedRedis.disconnect();
      redis.disconnect();
      await pool.end();
    },
  };
  return {
    resources: [stores, rooms, gateways, feed],
    async register(app) {
      await socketRoute(app, { sessions, auth, origins: commaList(config.CORS_ORIGINS) });
      feedRoute(app, { eventStreams, subscriptions, auth });
    },
  };
}

/**
 * Shows under one name how several connections to one server are: `ok` when all are, else the first other state. Returns
 * what takes the states of one more connection.
 */
export function noteConnections(readiness: Pick<Readiness, 'note'>, name: string): () => (state: string) => void {
  const states: string[] = [];
  return () => {
    const own = states.push('not connected yet') - 1;
    return (state) => {
      states[own] = state;
      readiness.note(name, states.find((each) => each !== 'ok') ?? 'ok');
    };
  };
}
