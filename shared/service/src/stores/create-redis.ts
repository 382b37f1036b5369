import { Redis } from 'ioredis';
import { backoffMs, describeError } from '../process/keep-trying.ts';
import type { Logger } from '../process/logger.ts';
import { watchRedis } from './watch-redis.ts';

export type { Redis };

type RedisOptions = {
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** Shown by Redis as the connection's name, and in the log. */
  readonly name: string;
  /** For subscriptions: commands wait for the connection, and subscriptions are renewed after every reconnect. */
  readonly subscriber?: boolean;
  /** How long one command may take, 2 seconds by default. */
  readonly commandTimeoutMs?: number;
  /** Told whenever it changes: `ok`, or what is wrong, for people. */
  readonly onState?: (state: string) => void;
};

const connectTimeoutMs = 3000;
const defaultCommandTimeoutMs = 2000;

/**
 * A connection to Redis that connects at once and reconnects for ever, after 50 ms to 1 s. While Redis is away, commands
 * fail at once (a subscriber's wait). An outage is logged once when it begins and once when it is over; it never throws by itself.
 * A server that is no primary, or was made a replica meanwhile, is told alike, and a replica's connection is made anew.
 */
export function createRedis(settings: { readonly REDIS_URL: string }, options: RedisOptions): Redis {
  const { logger, name, subscriber = false, commandTimeoutMs = defaultCommandTimeoutMs, onState } = options;
  const redis = new Redis(settings.REDIS_URL, {
    connectionName: name,
    connectTimeout: connectTimeoutMs,
    keepAlive: 10_000,
    retryStrategy: (times: number) => 50 + backoffMs(times, { capMs: 950 }),
    reconnectOnError: (error: Error) => {
      watch.onFailure(error);
      // The watch does it, when it is time.
      return false;
    },
    enableOfflineQueue: subscriber,
    maxRetriesPerRequest: subscriber ? null : 0,
    autoResendUnfulfilledCommands: subscriber,
    ...(subscriber ? {} : { commandTimeout: commandTimeoutMs }),
  });
  let away: string | undefined;
  let trouble: string | undefined;
  let renewing = false;
  const tell = (): void => onState?.(away ?? trouble ?? 'ok');
  const lost = (err?: Error): void => {
    if (away === undefined) logger.warn({ err }, `redis (${name}): connection lost, trying again`);
    away = err === undefined ? (away ?? 'connection lost') : describeError(err);
    renewing = false;
    tell();
  };
  onState?.('not connected yet');
  redis.on('error', lost);
  redis.on('reconnecting', () => {
    if (!renewing) lost();
  });
  redis.on('ready', () => {
    if (away !== undefined) logger.info(`redis (${name}): connected again`);
    away = undefined;
    renewing = false;
    tell();
  });
  const watch = watchRedis(redis, {
    renew() {
      renewing = true;
      redis.disconnect(true);
    },
    onTrouble(found) {
      if (found === undefined) logger.info(`redis (${name}): as it should be again`);
      else logger.warn({ reason: found }, `redis (${name}): not as it should be`);
      trouble = found;
      tell();
    },
  });
  return redis;
}
