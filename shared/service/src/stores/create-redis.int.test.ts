import { expect, inject, test, vi } from 'vitest';
import { createRedisWay } from '../testing/create-redis-way.ts';
import { createRedis } from './create-redis.ts';

const redisUrl = inject('redisUrl');

const quiet = () => ({ info: vi.fn(), warn: vi.fn() });
const within = { timeout: 5000 };

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

test('does not crash the process when Redis was never there', async () => {
  const logger = quiet();
  const redis = createRedis({ REDIS_URL: 'redis://127.0.0.1:1' }, { logger, name: 'nowhere' });
  await vi.waitFor(() => expect(logger.warn).toHaveBeenCalled(), within);
  await expect(redis.ping()).rejects.toThrow();
  redis.disconnect();
});
