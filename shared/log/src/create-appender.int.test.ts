import { fromBeginning } from '@notes/kernel/position';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Appender, createAppender } from './create-appender.ts';
import type { LogAdmin } from './create-log-admin.ts';
import { createTail } from './create-tail.ts';
import type { LogConfig } from './log-config.ts';
import { maxRequestRecords } from './take-request.ts';
import { collect } from './testing/collect.ts';
import { deafBroker } from './testing/deaf-broker.ts';
import { freshConfig, freshTopic, silentLogger as logger } from './testing/fresh-topic.ts';
import { otherClient } from './testing/other-client.ts';
import { otherwise } from './testing/otherwise.ts';

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
  tail.start(new Map([[partition, fromBeginning]]), seen);
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
});

test('a group larger than a request keeps its order', async () => {
  const values = Array.from({ length: maxRequestRecords * 2 + 10 }, (_, index) => `${index}`);
  await appender.append(1, values.map(record));
  expect(await readAll(1, values.length)).toEqual(values);
});

test('a record that the broker does not take is too-large, and others go on', async () => {
  const huge = { key: 'key', value: Buffer.alloc(2 * 1024 * 1024) };
  const [refused, beside] = await Promise.allSettled([
    appender.append(2, [huge]),
    appender.append(4, [record('beside it')]),
  ]);
  expect(refused).toMatchObject({ status: 'rejected', reason: { kind: 'too-large' } });
  expect(beside.status).toBe('fulfilled');
  await appender.append(2, [record('small')]);
  expect(await readAll(2, 1)).toEqual(['small']);
});

test('a group that breaks off part-way may have been appended', async () => {
  const huge = { key: 'key', value: Buffer.alloc(2 * 1024 * 1024) };
  await expect(appender.append(3, [record('first'), huge])).rejects.toMatchObject({ kind: 'unknown' });
  expect(await readAll(3, 1)).toEqual(['first']);
});

test('a partition that does not exist is unavailable', async () => {
  await expect(appender.append(99, [record('x')])).rejects.toMatchObject({ kind: 'unavailable' });
});

test('another client reads what was appended, with its header', async () => {
  await appender.append(5, [{ key: 'ключ', value: Buffer.from('{"a":1}') }]);
  const consumer = otherClient(config).consumer({ groupId: `${config.topic}-other` });
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
  const begun = performance.now();
  await expect(away.append(0, [record('x')])).rejects.toMatchObject({ kind: 'unavailable' });
  await expect(away.connect()).rejects.toMatchObject({ kind: 'unavailable' });
  expect(performance.now() - begun).toBeLessThan(1_000);
  await away.stop();
});

test('one broker that answers is enough', async () => {
  const lucky = createAppender({ ...config, brokers: ['127.0.0.1:1', ...config.brokers] }, { logger });
  await lucky.connect();
  await lucky.stop();
});

test('tells of every round of requests how many records it carried, and how long it took', async () => {
  const told: [records: number, seconds: number][] = [];
  const watched = createAppender(config, { logger, onRequest: (...round) => told.push(round) });
  await Promise.all([watched.append(5, [record('a'), record('b')]), watched.append(4, [record('c')])]);
  expect(told).toMatchObject([[3, expect.any(Number)]]);
  expect(told[0]?.[1]).toBeGreaterThan(0);
  await watched.stop();
});

test('a stop waits for what is under way, and takes nothing more', async () => {
  const stopped = createAppender(config, { logger });
  const last = stopped.append(5, [record('last')]);
  await stopped.stop();
  await last;
  await expect(stopped.append(5, [record('late')])).rejects.toMatchObject({ kind: 'unavailable' });
});

test('a stop does not wait for a broker that hangs', async () => {
  const broker = await deafBroker();
  const hanging = createAppender({ ...config, brokers: [broker.address] }, { logger });
  const outcome = expect(hanging.append(0, [record('x')])).rejects.toMatchObject({ kind: 'unavailable' });
  const begun = performance.now();
  await hanging.stop();
  expect(performance.now() - begun).toBeLessThan(3_500);
  await outcome;
  await broker.close();
});

test('what brokers refuse for a reason that does not pass has done nothing, and the reason is told until it works again', async () => {
  const { config: topic, admin: other } = await freshTopic(2);
  await otherwise(topic, { 'message.timestamp.type': 'CreateTime' });
  const told: string[][] = [];
  const logged: string[] = [];
  const watched = createAppender(topic, {
    logger: { ...logger, warn: (_, message) => logged.push(message) },
    onRefusals: (refused) => told.push(Array.from(refused, ([partition, { part }]) => `${partition}: ${part}`)),
  });
  await watched.append(0, [record('before')]);
  const now = vi.spyOn(Date, 'now').mockImplementation(() => performance.timeOrigin + performance.now() + 7_200_000);
  try {
    const [first, second] = await Promise.allSettled([
      watched.append(0, [record('x')]),
      watched.append(1, [record('y')]),
    ]);
    for (const outcome of [first, second])
      expect(outcome).toMatchObject({ reason: { kind: 'refused', refusal: { part: 'clock' } } });
  } finally {
    now.mockRestore();
  }
  await eventually(() => expect(told.at(-1)?.sort()).toEqual(['0: clock', '1: clock']));
  await watched.append(1, [record('after')]);
  await eventually(() => expect(told.at(-1)).toEqual(['0: clock']));
  await watched.append(0, [record('after')]);
  await eventually(() => expect(told.at(-1)).toEqual([]));
  expect([...(await other.endOffsets([0, 1]))].sort()).toEqual([
    [0, 2],
    [1, 1],
  ]);
  // The connection was never the trouble.
  expect(logged).toEqual([]);
  await Promise.all([watched.stop(), other.stop()]);
});

test('a partition without a leader holds up no other, and is told once', async () => {
  const lines: string[] = [];
  const say = (_: object, message: string) => lines.push(message);
  const mixed = createAppender(config, { logger: { ...logger, warn: say, error: say } });
  for (let i = 0; i < 10; i++) {
    const outcomes = await Promise.allSettled([mixed.append(77, [record('x')]), mixed.append(5, [record('y')])]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    await mixed.append(4, [record('z')]);
  }
  expect(lines).toEqual(['appender: the log cannot be reached, or not all of it']);
  await mixed.stop();
});
