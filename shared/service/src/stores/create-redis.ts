import { Redis } from 'ioredis';
import { backoffMs } from '../process/backoff.ts';
import type { Logger } from '../process/logger.ts';

export type { Redis };

type RedisOptions = {
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** Shown by Redis as the connection's name, and in the log. */
  readonly name: string;
  /** For subscriptions: commands wait for the connection, and subscriptions are renewed after every reconnect. */
  readonly subscriber?: boolean;
  /** How long one command may take, 2 seconds by default. */
  readonly commandTimeoutMs?: number;
};

const connectTimeoutMs = 3000;
const defaultCommandTimeoutMs = 2000;

/**
 * A connection to Redis that connects at once and reconnects for ever, after 50 ms to 1 s. While Redis is away, commands
 * fail at once (a subscriber's wait). An outage is logged once when it begins and once when it is over; it never throws by itself.
 */
export function createRedis(settings: { readonly REDIS_URL: string }, options: RedisOptions): Redis {
  const { logger, name, subscriber = false, commandTimeoutMs = defaultCommandTimeoutMs } = options;
  const redis = new Redis(settings.REDIS_URL, {
    connectionName: name,
    connectTimeout: connectTimeoutMs,
    keepAlive: 10_000,
    retryStrategy: (times: number) => 50 + backoffMs(times, { capMs: 950 }),
    enableOfflineQueue: subscriber,
    maxRetriesPerRequest: subscriber ? null : 0,
    autoResendUnfulfilledCommands: subscriber,
    ...(subscriber ? {} : { commandTimeout: commandTimeoutMs }),
  });
  let away = false;
  const lost = (err?: Error): void => {
    if (!away) logger.warn({ err }, `redis (${name}): connection lost, trying again`);
    away = true;
  };
  redis.on('error', lost);
  redis.on('reconnecting', () => lost());
  redis.on('ready', () => {
    if (away) logger.info(`redis (${name}): connected again`);
    away = false;
  });
  return redis;
}
