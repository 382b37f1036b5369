import { once } from 'node:events';
import { createLogger, createRedis } from '@notes/service';
import { startTcpProxy } from '@notes/testing';
import { expect, inject, test } from 'vitest';
import { watchConnection } from './watch-connection.ts';

test('a connection that has gone silent is made anew', async () => {
  const way = await startTcpProxy(inject('redisUrl'));
  const logger = createLogger('test', 'silent');
  const redis = createRedis({ REDIS_URL: way.url }, { logger, name: 'test', subscriber: true });
  await once(redis, 'ready');
  const stop = watchConnection(redis);
  way.hang();
  await once(redis, 'close');
  way.restore();
  await once(redis, 'ready');
  expect(await redis.ping()).toBe('PONG');
  stop();
  redis.disconnect();
  await way.close();
});
