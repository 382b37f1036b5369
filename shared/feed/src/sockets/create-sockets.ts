import { type Authenticator, commaList, createRedis, type Logger, type Metrics, type Resource } from '@notes/service';
import type { Subscriptions } from '../follow/subscriptions.ts';
import { createRoomMetrics } from '../rooms/room-metrics.ts';
import { Rooms } from '../rooms/rooms.ts';
import { Gateways } from './gateways.ts';
import type { Method } from './methods/method.ts';
import { createMethods } from './methods/methods.ts';
import { Occupancy } from './occupancy.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSocketMetrics } from './socket-metrics.ts';
import type { SocketRouteOptions } from './socket-route.ts';

export type SocketConfig = Parameters<typeof createRedis>[0] & {
  readonly REDIS_PREFIX: string;
  readonly CORS_ORIGINS?: string;
};

export type SocketPorts = {
  /** Of the process: what its connections are called. */
  readonly name: string;
  /** What can be called over a socket besides the methods of the feed itself, by name. */
  readonly methods: ReadonlyMap<string, Method>;
  readonly subscriptions: Subscriptions;
  readonly auth: Authenticator | undefined;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Gives what takes the states of one more connection to Redis. */
  redisState(): (state: string) => void;
};

export type Sockets = {
  readonly sessions: Sessions;
  /** What the route of the websocket needs. */
  readonly route: SocketRouteOptions;
  /** In the order of starting. */
  readonly resources: readonly Resource[];
};

/** Puts the websockets together: sessions, their methods, and what these need of Redis and of the services. */
export function createSockets(config: SocketConfig, ports: SocketPorts): Sockets {
  const { name, subscriptions, auth, logger, metrics, redisState } = ports;
  const { REDIS_PREFIX: prefix } = config;
  const redis = createRedis(config, { logger, name, onState: redisState() });
  const listener = createRedis(config, {
    logger,
    name: `${name}-rooms`,
    subscriber: true,
    onState: redisState(),
  });
  const occupancy = new Occupancy();
  const rooms = new Rooms({ redis, listener, prefix, logger, metrics: createRoomMetrics(metrics) });
  const gateways = new Gateways({ redis, prefix, occupied: () => occupancy.snapshot(sessions.size) });
  const methods = createMethods({ subscriptions, rooms, gateways, others: ports.methods, auth });
  const sessions = createSessions({
    methods,
    occupancy,
    logger,
    metrics: createSocketMetrics(metrics, subscriptions.channels),
  });
  const commands: Resource = { name: 'redis', start: async () => {}, stop: async () => redis.disconnect() };
  return {
    sessions,
    route: { sessions, auth, origins: commaList(config.CORS_ORIGINS) },
    resources: [commands, rooms, gateways],
  };
}
