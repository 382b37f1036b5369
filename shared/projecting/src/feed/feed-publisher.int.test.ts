import { feedChannel } from '@notes/contracts';
import { createRedis, type Redis } from '@notes/service';
import { eventually, startTcpProxy } from '@notes/testing';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { createFeedPublisher, type FeedPublisher } from './feed-publisher.ts';

let proxy: Awaited<ReturnType<typeof startTcpProxy>>;
let redis: Redis;
let subscriber: Redis;
let heard: string[];
let publisher: FeedPublisher;
let onFailure: ReturnType<typeof vi.fn<() => void>>;

const quiet = { logger: { info: vi.fn(), warn: vi.fn() }, name: 'test' };

beforeEach(async () => {
  const prefix = `publisher-${crypto.randomUUID()}.`;
  proxy = await startTcpProxy(inject('redisUrl'));
  redis = createRedis({ REDIS_URL: proxy.url }, { ...quiet, commandTimeoutMs: 200 });
  subscriber = createRedis({ REDIS_URL: inject('redisUrl') }, { ...quiet, subscriber: true });
  heard = [];
  subscriber.on('message', (_channel, text) => heard.push(text));
  await subscriber.subscribe(feedChannel(prefix, 3));
  onFailure = vi.fn();
  publisher = createFeedPublisher({ redis, prefix, onFailure });
  await eventually(() => expect(redis.status).toBe('ready'));
});
afterEach(async () => {
  redis.disconnect();
  subscriber.disconnect();
  await proxy.close();
});

const outputs = (...texts: string[]) => texts.map((text) => ({ partition: 3, text }));

test('what is published together, and one after the other, arrives in that order', async () => {
  publisher.publish(outputs('a', 'b', 'c'));
  publisher.publish([]);
  publisher.publish(outputs('d'));
  await eventually(() => expect(heard).toEqual(['a', 'b', 'c', 'd']));
  expect(onFailure).not.toHaveBeenCalled();
});

test('while Redis is away each message is counted, and the next is published when it is back', async () => {
  proxy.cut();
  await eventually(() => expect(redis.status).not.toBe('ready'));
  publisher.publish(outputs('a', 'b', 'c'));
  await eventually(() => expect(onFailure).toHaveBeenCalledTimes(3));
  proxy.restore();
  await eventually(() => expect(redis.status).toBe('ready'));
  publisher.publish(outputs('d'));
  await eventually(() => expect(heard).toEqual(['d']));
  expect(onFailure).toHaveBeenCalledTimes(3);
});

test('while Redis does not answer, what is too much is left out at once, and the rest counted when its time is over', async () => {
  proxy.hang();
  publisher.publish(outputs(...Array.from({ length: 300 }, String)));
  publisher.publish(outputs('one more'));
  expect(onFailure).toHaveBeenCalledTimes(45);
  await eventually(() => expect(onFailure).toHaveBeenCalledTimes(301));
});
