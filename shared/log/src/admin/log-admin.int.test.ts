import kafkajs from 'kafkajs';
import { expect, test } from 'vitest';
import { freshConfig, freshTopic, silentLogger as logger } from '../testing/fresh-topic.ts';
import { createLogAdmin } from './create-log-admin.ts';

test('a topic is created once, fit for the log', async () => {
  const { config, admin } = await freshTopic(4);
  expect(await admin.partitions()).toBe(4);
  expect(await admin.checkTopic()).toEqual([]);
  const another = createLogAdmin(config, { logger });
  expect(await another.createTopic({ partitions: 4 })).toBe(false);
  await another.stop();
  await admin.stop();
});

test('a topic that is not there has no partitions', async () => {
  const admin = createLogAdmin(freshConfig(), { logger });
  await admin.connect();
  expect(await admin.partitions()).toBeUndefined();
  await admin.stop();
});

test('the settings that would lose events are found', async () => {
  const config = freshConfig();
  const kafka = new kafkajs.Kafka({ brokers: [...config.brokers], logLevel: kafkajs.logLevel.NOTHING });
  const other = kafka.admin();
  await other.connect();
  await other.createTopics({
    topics: [
      {
        topic: config.topic,
        numPartitions: 1,
        configEntries: [
          { name: 'cleanup.policy', value: 'compact' },
          { name: 'retention.ms', value: '1000' },
        ],
      },
    ],
  });
  await other.disconnect();
  const admin = createLogAdmin(config, { logger });
  const faults = await admin.checkTopic();
  expect(faults.map(({ name, value, wanted }) => [name, value, wanted])).toEqual([
    ['cleanup.policy', 'compact', 'delete'],
    ['retention.ms', '1000', '-1'],
  ]);
  await admin.stop();
});

test('ends and starts are those of the moment', async () => {
  const { admin } = await freshTopic(2);
  expect(await admin.endOffsets([0, 1])).toEqual(
    new Map([
      [0, 0],
      [1, 0],
    ]),
  );
  for (let end = 1; end <= 5; end += 1) {
    await admin.append(1, 'key', Buffer.from('v'));
    expect((await admin.endOffsets([1])).get(1)).toBe(end);
  }
  expect(await admin.startOffsets([0, 1])).toEqual(
    new Map([
      [0, 0],
      [1, 0],
    ]),
  );
  await admin.stop();
});

test('a record is read by its offset, and where none is there is none', async () => {
  const { admin } = await freshTopic(1);
  await admin.append(0, null, Buffer.from('first'));
  await admin.append(0, 'key', Buffer.from('second'));
  expect(await admin.readRecord(0, 0)).toMatchObject({ offset: 0, key: null, value: Buffer.from('first') });
  expect(await admin.readRecord(0, 1)).toMatchObject({
    offset: 1,
    key: Buffer.from('key'),
    value: Buffer.from('second'),
  });
  expect(await admin.readRecord(0, 2)).toBeUndefined();
  expect(await admin.readRecord(0, 200)).toBeUndefined();
  await admin.stop();
});

test('with no broker there the answer is unavailable, in time', async () => {
  const admin = createLogAdmin({ ...freshConfig(), brokers: ['127.0.0.1:1'] }, { logger, timeoutMs: 200 });
  await expect(admin.endOffsets([0])).rejects.toMatchObject({ kind: 'unavailable' });
  await admin.stop();
});
