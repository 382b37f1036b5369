import { randomBytes } from 'node:crypto';
import { applyUpTo, openLog } from '@notes/features/notes/testing';
import { createLogAdmin, type LogAdmin } from '@notes/log';
import { createLogger } from '@notes/service';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type QueryUnderTest, startQuery } from './testing/start-query.ts';

const topic = `status-${randomBytes(6).toString('hex')}`;
let log: LogAdmin;
let query: QueryUnderTest;

beforeAll(async () => {
  const config = { brokers: [inject('kafkaBrokers')], topic, clientId: 'test' };
  log = createLogAdmin(config, { logger: createLogger('test', 'silent') });
  await log.createTopic({ partitions: 3 });
  query = await startQuery({ NOTES_TOPIC: topic, NOTES_COMMIT: 'bed81a1' });
  await openLog(query.database);
});
afterAll(async () => {
  await query.stop();
  await log.stop();
});

test('the status tells how far the read model is behind the log', async () => {
  for (let i = 0; i < 5; i += 1) await log.append(1, [{ key: null, value: Buffer.from('{}') }]);
  await applyUpTo(query.database, 1, 2);
  // The end of the log is known as of a second ago.
  const response = await eventually(async () => {
    const found = await query.get('/v1/status');
    expect(await found.clone().json()).toMatchObject({ lag: 2 });
    return found;
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('consistency-token')).toBe('k3f9a2c1:1-2');
  expect(await response.json()).toEqual({
    read_model: { version: 1 },
    epoch: 'k3f9a2c1',
    partitions: [
      { partition: 0, position: -1, end: 0, lag: 0 },
      { partition: 1, position: 2, end: 5, lag: 2 },
      { partition: 2, position: -1, end: 0, lag: 0 },
    ],
    lag: 2,
    build: '0.1.0+bed81a1',
  });
});

test('what was appended shows within about a second, and lag is never negative', async () => {
  await log.append(2, [{ key: null, value: Buffer.from('{}') }]);
  await applyUpTo(query.database, 2, 0);
  const soon = await query.get('/v1/status');
  expect(await soon.json()).toMatchObject({ partitions: [{}, {}, { position: 0, end: 1, lag: 0 }] });
  await applyUpTo(query.database, 1, 4);
  await log.append(0, [{ key: null, value: Buffer.from('{}') }]);
  await eventually(async () => {
    expect(await (await query.get('/v1/status')).json()).toMatchObject({
      lag: 1,
      partitions: [{ end: 1, lag: 1 }, {}, {}],
    });
  });
});

test('with Kafka away the status is answered soon, without ends and lag, and reads work', async () => {
  const alone = await startQuery({ KAFKA_BROKERS: '127.0.0.1:1' });
  await openLog(alone.database);
  const begun = performance.now();
  const response = await alone.get('/v1/status');
  expect(response.status).toBe(200);
  expect(performance.now() - begun).toBeLessThan(3_000);
  expect(await response.json()).toMatchObject({
    partitions: [{ partition: 0, position: -1, end: null, lag: null }, {}, {}],
    lag: null,
    build: '0.1.0',
  });
  expect((await alone.get('/v1/notes')).status).toBe(200);
  await eventually(async () => expect((await alone.get('/readyz')).status).toBe(200));
  await alone.stop();
});
