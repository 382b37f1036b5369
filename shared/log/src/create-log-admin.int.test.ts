import { expect, test } from 'vitest';
import { createLogAdmin } from './create-log-admin.ts';
import { deafBroker } from './testing/deaf-broker.ts';
import { freshConfig, freshTopic, silentLogger as logger } from './testing/fresh-topic.ts';
import { otherClient } from './testing/other-client.ts';

const record = (text: string, key: string | null = null) => ({ key, value: Buffer.from(text) });

test('a topic is created once, fit for the log', async () => {
  const { config, admin } = await freshTopic(4);
  expect(await admin.partitions()).toBe(4);
  expect(await admin.checkTopic()).toEqual([]);
  const another = createLogAdmin(config, { logger });
  expect(await another.createTopic({ partitions: 4 })).toBe(false);
  await another.stop();
  await admin.stop();
});

test('a topic that is not there has no partitions, and a replication that cannot be is fatal', async () => {
  const admin = createLogAdmin(freshConfig(), { logger });
  await admin.connect();
  expect(await admin.partitions()).toBeUndefined();
  await expect(admin.createTopic({ partitions: 1, replication: 9 })).rejects.toMatchObject({ kind: 'fatal' });
  await admin.stop();
});

test('the settings that would lose events are found', async () => {
  const config = freshConfig();
  const other = otherClient(config).admin();
  const configEntries = [
    { name: 'cleanup.policy', value: 'compact' },
    { name: 'retention.ms', value: '1000' },
  ];
  await other.connect();
  await other.createTopics({ topics: [{ topic: config.topic, numPartitions: 1, configEntries }] });
  await other.disconnect();
  const admin = createLogAdmin(config, { logger });
  const faults = await admin.checkTopic();
  expect(faults.map(({ name, value, wanted, harmful }) => [name, value, wanted, harmful])).toEqual([
    ['cleanup.policy', 'compact', 'delete', true],
    ['retention.ms', '1000', '-1', true],
    ['compression.type', 'producer', 'uncompressed', false],
    ['message.timestamp.type', 'CreateTime', 'LogAppendTime', false],
  ]);
  // One by one, for the others are to stay as they are.
  for (const { name, wanted } of faults) await admin.alterTopic({ [name]: wanted });
  expect(await admin.checkTopic()).toEqual([]);
  await expect(admin.alterTopic({ 'retention.ms': 'for ever' })).rejects.toMatchObject({ kind: 'fatal' });
  await admin.stop();
});

test('ends are those of the moment', async () => {
  const { admin } = await freshTopic(2);
  expect([...(await admin.endOffsets([0, 1]))].sort()).toEqual([
    [0, 0],
    [1, 0],
  ]);
  for (let end = 1; end <= 5; end += 1) {
    await admin.append(1, [record('v', 'key')]);
    expect((await admin.endOffsets([1])).get(1)).toBe(end);
  }
  await expect(admin.endOffsets([0, 2])).rejects.toMatchObject({ kind: 'unavailable' });
  await admin.stop();
});

test('a record is read by its offset, and where none is there is none', async () => {
  const { config, admin } = await freshTopic(1);
  await admin.append(0, [record('first'), record('second', 'key')]);
  await admin.append(0, [record('third')]);
  expect(await admin.readRecord(0, 0)).toMatchObject({ offset: 0, key: null, value: Buffer.from('first') });
  expect(await admin.readRecord(0, 1)).toMatchObject({
    offset: 1,
    key: Buffer.from('key'),
    value: Buffer.from('second'),
  });
  expect(await admin.readRecord(0, 2)).toMatchObject({ offset: 2, value: Buffer.from('third') });
  expect(await admin.readRecord(0, 3)).toBeUndefined();
  expect(await admin.readRecord(0, 200)).toBeUndefined();
  const other = otherClient(config).admin();
  await other.connect();
  await other.fetchTopicMetadata({ topics: [config.topic] }); // which it does not ask for by itself
  await other.deleteTopicRecords({ topic: config.topic, partitions: [{ partition: 0, offset: '2' }] });
  await other.disconnect();
  expect(await admin.readRecord(0, 0)).toBeUndefined();
  expect(await admin.startOffsets([0])).toEqual(new Map([[0, 2]]));
  await admin.stop();
});

test('with no broker there the answer is unavailable, in time', async () => {
  const admin = createLogAdmin({ ...freshConfig(), brokers: ['127.0.0.1:1'] }, { logger, timeoutMs: 200 });
  await expect(admin.endOffsets([0])).rejects.toMatchObject({ kind: 'unavailable' });
  await admin.stop();
});

test('a broker that takes connections and does not answer costs no more than the time for one question', async () => {
  const broker = await deafBroker();
  const admin = createLogAdmin({ ...freshConfig(), brokers: [broker.address] }, { logger, timeoutMs: 300 });
  const begun = performance.now();
  await expect(admin.partitions()).rejects.toMatchObject({ kind: 'unavailable' });
  await expect(admin.endOffsets([0])).rejects.toMatchObject({ kind: 'unavailable' });
  expect(performance.now() - begun).toBeLessThan(1_500);
  await admin.stop();
  await broker.close();
});
