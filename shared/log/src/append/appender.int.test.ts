import kafkajs from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LogAdmin } from '../admin/create-log-admin.ts';
import type { LogConfig } from '../log-config.ts';
import { createTail } from '../read/tail.ts';
import { collect } from '../testing/collect.ts';
import { eventually } from '../testing/eventually.ts';
import { freshConfig, freshTopic, silentLogger as logger } from '../testing/fresh-topic.ts';
import { maxRequestRecords } from './append-group.ts';
import { type Appender, createAppender } from './create-appender.ts';

let config: LogConfig;
let admin: LogAdmin;
let appender: Appender;

beforeAll(async () => {
  ({ config, admin } = await freshTopic(6));
  appender = createAppender(config, { logger });
  await appender.connect();
});

afterAll(async () => {
  await appender.stop();
  await admin.stop();
});

const record = (text: string) => ({ key: 'key', value: Buffer.from(text) });

async function readAll(partition: number, count: number): Promise<string[]> {
  const tail = createTail(config, { logger });
  const seen = collect();
  await tail.start(new Map([[partition, 0]]), seen);
  await eventually(() => expect(seen.values(partition)).toHaveLength(count));
  await tail.stop();
  return seen.values(partition);
}

test('groups appended at the same time stay together and none is lost or doubled', async () => {
  const groups = Array.from({ length: 200 }, (_, group) => ['a', 'b', 'c'].map((part) => `${group}${part}`));
  await Promise.all(groups.map((group) => appender.append(0, group.map(record))));
  const values = await readAll(0, 600);
  const together = Array.from({ length: 200 }, (_, index) => values.slice(index * 3, index * 3 + 3).join());
  expect(together.sort()).toEqual(groups.map((group) => group.join()).sort());
  expect(appender.queuedBytes).toBe(0);
});

test('a group larger than a request keeps its order', async () => {
  const values = Array.from({ length: maxRequestRecords * 2 + 10 }, (_, index) => `${index}`);
  await appender.append(1, values.map(record));
  expect(await readAll(1, values.length)).toEqual(values);
});

test('a record that the broker does not take is too-large, and others go on', async () => {
  const huge = { key: 'key', value: Buffer.alloc(2 * 1024 * 1024) };
  await expect(appender.append(2, [huge])).rejects.toMatchObject({ kind: 'too-large' });
  await appender.append(2, [record('small')]);
  expect(await readAll(2, 1)).toEqual(['small']);
});

test('one partition that is refused does not put the others of its request in doubt', async () => {
  const huge = { key: 'key', value: Buffer.alloc(1_100_000) };
  const [refused, taken] = await Promise.allSettled([
    appender.append(3, [huge]),
    appender.append(4, [record('beside it')]),
  ]);
  expect(refused).toMatchObject({ status: 'rejected', reason: { kind: 'too-large' } });
  expect(taken.status).toBe('fulfilled');
});

test('a partition that does not exist is unavailable', async () => {
  await expect(appender.append(99, [record('x')])).rejects.toMatchObject({ kind: 'unavailable' });
});

test('another client reads what was appended, with its header', async () => {
  await appender.append(5, [{ key: 'ключ', value: Buffer.from('{"a":1}') }]);
  const kafka = new kafkajs.Kafka({
    brokers: [...config.brokers],
    clientId: 'other',
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const consumer = kafka.consumer({ groupId: `${config.topic}-other` });
  await consumer.connect();
  await consumer.subscribe({ topic: config.topic, fromBeginning: true });
  const seen: object[] = [];
  await consumer.run({
    eachMessage: async ({ partition, message: { key, value, headers } }) => {
      if (partition !== 5) return;
      seen.push({ key: key?.toString(), value: value?.toString(), type: headers?.['content-type']?.toString() });
    },
  });
  const wanted = { key: 'ключ', value: '{"a":1}', type: 'application/cloudevents+json' };
  await eventually(() => expect(seen).toEqual([wanted]), { timeoutMs: 15_000 });
  await consumer.disconnect();
});

test('while Kafka is away an append is refused at once', async () => {
  const away = createAppender({ ...freshConfig(), brokers: ['127.0.0.1:1'] }, { logger });
  const connecting = away.connect();
  await expect(away.append(0, [record('x')])).rejects.toMatchObject({ kind: 'unavailable' });
  expect(away.connected).toBe(false);
  await away.stop();
  await expect(connecting).rejects.toMatchObject({ kind: 'unavailable' });
});

test('after its stop an appender takes nothing', async () => {
  const stopped = createAppender(config, { logger });
  await stopped.connect();
  const last = stopped.append(5, [record('last')]);
  await stopped.stop();
  await last;
  await expect(stopped.append(5, [record('late')])).rejects.toMatchObject({ kind: 'unavailable' });
});
