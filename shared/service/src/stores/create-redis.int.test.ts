import { once } from 'node:events';
import { type RedisServer, startRedisServer, startTcpProxy } from '@notes/testing';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { createRedisWay } from '../testing/create-redis-way.ts';
import { createRedis } from './create-redis.ts';

const redisUrl = inject('redisUrl');

const quiet = () => ({ info: vi.fn(), warn: vi.fn() });
const within = { timeout: 5000 };
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function startServer(...args: string[]): Promise<RedisServer> {
  const server = await startRedisServer(inject('redisProgram'), ...args);
  cleanUps.push(() => server.stop());
  return server;
}

/** A connection, its log, and the states that it has told. */
function connectTo(url: string, { subscriber = false } = {}) {
  const logger = quiet();
  const states: string[] = [];
  const onState = (state: string) => void states.push(state);
  const redis = createRedis({ REDIS_URL: url }, { logger, name: 'test', subscriber, onState });
  cleanUps.push(() => redis.disconnect());
  return { redis, logger, state: () => states.at(-1) };
}

test('fails at once while Redis is away, logs the outage once, and works again after it', async () => {
  const way = await createRedisWay(redisUrl);
  const logger = quiet();
  const redis = createRedis({ REDIS_URL: way.url }, { logger, name: 'test' });
  await vi.waitFor(async () => expect(await redis.ping()).toBe('PONG'), within);
  await way.cut();
  await vi.waitFor(() => expect(logger.warn).toHaveBeenCalled(), within);
  const before = performance.now();
  await expect(redis.ping()).rejects.toThrow();
  expect(performance.now() - before).toBeLessThan(200);
  await way.mend();
  await vi.waitFor(async () => expect(await redis.ping()).toBe('PONG'), within);
  expect(logger.warn).toHaveBeenCalledOnce();
  expect(logger.info).toHaveBeenCalledOnce();
  redis.disconnect();
  await way.cut();
});

test('renews the subscriptions of a subscriber after an outage', async () => {
  const way = await createRedisWay(redisUrl);
  const logger = quiet();
  const channel = `service-test.${crypto.randomUUID()}`;
  const subscriber = createRedis({ REDIS_URL: way.url }, { logger, name: 'sub', subscriber: true });
  const publisher = createRedis({ REDIS_URL: redisUrl }, { logger: quiet(), name: 'pub' });
  const heard = vi.fn();
  subscriber.on('message', (_channel: string, message: string) => heard(message));
  await subscriber.subscribe(channel);
  await way.cut();
  await vi.waitFor(() => expect(logger.warn).toHaveBeenCalled(), within);
  await way.mend();
  await vi.waitFor(async () => {
    await publisher.publish(channel, 'again');
    expect(heard).toHaveBeenCalledWith('again');
  }, within);
  subscriber.disconnect();
  publisher.disconnect();
  await way.cut();
});

test('a stop while it subscribes anew leaves no rejection that nobody handles', async () => {
  const way = await createRedisWay(redisUrl);
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  const subscriber = createRedis({ REDIS_URL: way.url }, { logger: quiet(), name: 'sub', subscriber: true });
  await subscriber.subscribe(`service-test.${crypto.randomUUID()}`);
  const stopped = new Promise<void>((resolve) => {
    subscriber.on('ready', () => {
      // In this turn ioredis sends its own subscription.
      process.nextTick(() => subscriber.disconnect());
      subscriber.once('end', resolve);
    });
  });
  await way.cut();
  await way.mend();
  await stopped;
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
  await way.cut();
});

test('does not crash the process when Redis was never there', async () => {
  const logger = quiet();
  const redis = createRedis({ REDIS_URL: 'redis://127.0.0.1:1' }, { logger, name: 'nowhere' });
  await vi.waitFor(() => expect(logger.warn).toHaveBeenCalled(), within);
  await expect(redis.ping()).rejects.toThrow();
  redis.disconnect();
});

test.each([{ subscriber: false }, { subscriber: true }])(
  'a connection whose server is made a replica is made anew, and leads to the new primary: %j',
  async ({ subscriber }) => {
    const [first, second] = [await startServer(), await startServer()];
    const way = await startTcpProxy(first.url);
    cleanUps.push(way.close);
    const { redis, logger, state } = connectTo(way.url, { subscriber });
    if (subscriber) await redis.subscribe('service-test');
    await vi.waitFor(() => expect(state()).toBe('ok'), within);
    const reconnected = once(redis, 'close');
    way.moveTo(second.url);
    await first.say(`REPLICAOF 127.0.0.1 ${second.port}`);
    await reconnected;
    await vi.waitFor(() => expect(state()).toBe('ok'), within);
    await vi.waitFor(async () => expect(await second.say('CLIENT LIST')).toContain('name=test'), within);
    expect(logger.warn).toHaveBeenCalledOnce();
    expect(logger.info).toHaveBeenCalledOnce();
  },
);

test('a write that a replica refuses has the connection made anew at once', async () => {
  const [first, second] = [await startServer(), await startServer()];
  const way = await startTcpProxy(first.url);
  cleanUps.push(way.close);
  const { redis, state } = connectTo(way.url);
  await vi.waitFor(() => expect(state()).toBe('ok'), within);
  way.moveTo(second.url);
  await first.say(`REPLICAOF 127.0.0.1 ${second.port}`);
  const begun = performance.now();
  await expect(redis.eval("return redis.call('set', 'x', 1)", 1, 'x')).rejects.toThrow('READONLY');
  await vi.waitFor(async () => expect(await redis.set('x', 1)).toBe('OK'), within);
  expect(performance.now() - begun).toBeLessThan(1_000);
});

test('an address that leads to a replica, to a Sentinel or into a cluster is told, and warned of once', async () => {
  const primary = await startServer();
  const wrong = {
    replica: await startServer('--replicaof', '127.0.0.1', String(primary.port)),
    Sentinel: await startServer('--sentinel'),
    cluster: await startServer('--cluster-enabled', 'yes'),
  };
  for (const [what, { url }] of Object.entries(wrong)) {
    const { logger, state } = connectTo(url);
    await vi.waitFor(() => expect(state()).toContain(what), within);
    expect(logger.warn).toHaveBeenCalledOnce();
    expect(logger.warn.mock.calls[0]?.[0]).toEqual({ reason: expect.stringContaining('REDIS_URL') });
  }
});

test('a connection on which nothing is answered any more says so, and is made anew', async () => {
  const way = await startTcpProxy(redisUrl);
  cleanUps.push(way.close);
  const { redis, state } = connectTo(way.url, { subscriber: true });
  await vi.waitFor(() => expect(state()).toBe('ok'), within);
  const renewed = once(redis, 'close');
  way.hang();
  await renewed;
  expect(state()).toBe('Redis does not answer');
  way.restore();
  await vi.waitFor(() => expect(state()).toBe('ok'), within);
  expect(await redis.ping()).toBe('PONG');
});
