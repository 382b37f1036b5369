import { Redis } from 'ioredis';
import { backoffMs, describeError } from '../process/keep-trying.ts';
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
  /** Called whenever it changes: `ok`, or what is wrong, for people. */
  readonly onState?: (state: string) => void;
};

const connectTimeoutMs = 3000;
const defaultCommandTimeoutMs = 2000;

/**
 * A connection to Redis that connects at once and reconnects for ever, after 50 ms to 1 s. While Redis is unavailable, commands
 * fail at once (a subscriber's wait). An outage is logged once when it begins and once when it is over; it never throws by itself.
 * A server that is no primary, or was made a replica meanwhile, is reported alike, and the connection to a replica is replaced.
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
  if (subscriber) holdSubscriptions(redis);
  let away: string | undefined;
  let trouble: string | undefined;
  let renewing = false;
  const report = (): void => onState?.(away ?? trouble ?? 'ok');
  const lost = (err?: Error): void => {
    if (away === undefined) logger.warn({ err }, `redis (${name}): connection lost, trying again`);
    away = err === undefined ? (away ?? 'connection lost') : describeError(err);
    renewing = false;
    report();
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
    report();
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
      report();
    },
  });
  return redis;
}

/**
 * After a reconnect ioredis subscribes again by itself, and nobody holds that promise: a stop in that moment would reject it with nobody
 * to handle it. Whoever subscribes is still given the rejection.
 */
function holdSubscriptions(redis: Redis): void {
  const subscribe = redis.subscribe.bind(redis) as (...channels: unknown[]) => Promise<unknown>;
  const held = (...channels: unknown[]): Promise<unknown> => {
    const subscribed = subscribe(...channels);
    subscribed.catch(() => {});
    return subscribed;
  };
  redis.subscribe = held as Redis['subscribe'];
}

type Options = {
  /** Replaces the connection: the address may lead elsewhere by now. */
  readonly renew: () => void;
  /** What is wrong with the server, for people, whenever that changes; undefined: nothing. */
  readonly onTrouble: (trouble: string | undefined) => void;
};

type RedisWatch = {
  /** What a command failed with: a refused write shows a replica before the next check does. */
  readonly onFailure: (error: Error) => void;
};

const everyMs = 2_000;
/** How often a replica is left at most. An address that always leads to a replica does not keep the process busy with connecting. */
const coolDownMs = 4_000;
/** More checks without an answer, or ticks without a handshake, than this, and the connection is taken for half open. */
const patience = 2;

const silent = 'Redis does not answer';
const replica = 'REDIS_URL leads to a replica, which takes no writes; it must lead to the primary';
const troubleOfMode: Readonly<Record<string, string>> = {
  sentinel: 'REDIS_URL leads to a Sentinel, which holds no data; it must lead to the primary that this watches',
  cluster: 'REDIS_URL leads to a node of a cluster, which refuses most keys; it must lead to a server that is none',
};

/**
 * Checks every two seconds what the server behind a connection is. A primary that was made a replica keeps its connections, refuses
 * writes on them, and passes what is published on to its own subscribers only; so such a connection is replaced, and so is one on
 * which nothing is answered. It ends with the connection.
 *
 *   sound    an answer without fault                      → sound
 *   replica  by its answer, or since it refused a write   → renewed now and then, until it is another server
 *   silent   no answer to two checks                   → renewed after the third
 *   other    a Sentinel or a node of a cluster            → reported; nothing that can be done here would help
 */
function watchRedis(redis: Redis, { renew, onTrouble }: Options): RedisWatch {
  let trouble: string | undefined;
  let checking = false;
  let misses = 0;
  let renewedAt = Number.NEGATIVE_INFINITY;

  function report(now: string | undefined): void {
    if (now !== trouble) onTrouble(now);
    trouble = now;
    if (now === replica) renewCoolly();
  }

  function renewCoolly(): void {
    if (performance.now() - renewedAt < coolDownMs) return;
    renewedAt = performance.now();
    renew();
  }

  async function check(): Promise<void> {
    checking = true;
    try {
      // A server that does not know HELLO, or whose ACL forbids it, is alive anyway.
      const about = await redis.call('HELLO').catch(() => redis.ping());
      misses = 0;
      if (Array.isArray(about)) report(troubleOf(about));
    } catch {
      // No answer: that counts as a miss.
    } finally {
      checking = false;
    }
  }

  function tick(): void {
    if (redis.status !== 'ready' && redis.status !== 'connect') return;
    misses += 1;
    if (misses >= patience) report(silent);
    if (misses > patience) {
      misses = 0;
      renew();
    } else if (redis.status === 'ready' && !checking) void check();
  }

  const timer = setInterval(tick, everyMs).unref();
  redis.on('ready', () => {
    misses = 0;
    if (!checking) void check();
  });
  redis.on('close', () => {
    misses = 0;
  });
  redis.on('end', () => clearInterval(timer));
  return {
    onFailure(error) {
      // Within the error of a script it stands in the middle.
      if (error.message.includes('READONLY')) report(replica);
    },
  };
}

/** The answer to HELLO: name, value, name, value. */
function troubleOf(about: readonly unknown[]): string | undefined {
  const member = (name: string): unknown => about[about.indexOf(name) + 1];
  return member('role') === 'replica' ? replica : troubleOfMode[String(member('mode'))];
}
