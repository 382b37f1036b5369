import { fromBeginning } from '@notes/kernel/position';
import { nextAt } from '@notes/kernel/testing';
import { eventually } from '@notes/testing';
import kafkajs from 'kafkajs';
import { expect, onTestFinished, test } from 'vitest';
import { createAppender } from './create-appender.ts';
import { createGroupConsumer } from './create-group-consumer.ts';
import { createLogAdmin, type LogAdmin } from './create-log-admin.ts';
import { createTail } from './create-tail.ts';
import { LogError } from './log-error.ts';
import { appendRaw } from './testing/append-raw.ts';
import { collect } from './testing/collect.ts';
import { deafBroker } from './testing/deaf-broker.ts';
import { freshConfig, freshTopic, silentLogger as logger } from './testing/fresh-topic.ts';
import { compressions, javaBatch, javaRecords } from './testing/java-batches.ts';
import { otherClient } from './testing/other-client.ts';
import { otherwise } from './testing/otherwise.ts';
import { unpackLimit } from './unpack/unpacked-bytes.ts';

async function fill(admin: LogAdmin, partition: number, values: readonly string[]): Promise<void> {
  for (const value of values) await admin.append(partition, [{ key: null, value: Buffer.from(value) }]);
}

test('a tail reads several partitions from their positions and goes on with what comes', async () => {
  const { config, admin } = await freshTopic(3);
  await fill(admin, 0, ['a', 'b', 'c']);
  await fill(admin, 2, ['x']);
  const tail = createTail(config, { logger });
  const seen = collect();
  tail.start(new Map([0, 1, 2].map((partition) => [partition, nextAt(partition === 0 ? 1 : 0)])), seen);
  await fill(admin, 1, ['later']);
  await eventually(() =>
    expect([seen.values(0), seen.values(1), seen.values(2)]).toEqual([['b', 'c'], ['later'], ['x']]),
  );
  expect(seen.states).toEqual(['connected']);
  await tail.stop();
  await fill(admin, 1, ['after the stop']);
  await admin.stop();
  expect(seen.values(1)).toEqual(['later']);
});

test('a batch of which only the end was asked for is read from there', async () => {
  const { config, admin } = await freshTopic(1);
  await admin.append(
    0,
    ['a', 'b', 'c'].map((value) => ({ key: null, value: Buffer.from(value) })),
  );
  const tail = createTail(config, { logger });
  const seen = collect();
  tail.start(new Map([[0, nextAt(2)]]), seen);
  await eventually(() => expect(seen.values()).toEqual(['c']));
  expect(seen.batches).toMatchObject([{ from: 2, next: 3, end: 3 }]);
  await tail.stop();
  await admin.stop();
});

test('answers cut off in the middle of a batch are put together without gap', async () => {
  const { config, admin } = await freshTopic(1);
  const appender = createAppender(config, { logger });
  const values = Array.from({ length: 60 }, (_, index) => `${index}`.padEnd(60_000, '.'));
  await Promise.all(values.map((value) => appender.append(0, [{ key: null, value: Buffer.from(value) }])));
  const tail = createTail(config, { logger });
  const seen = collect();
  tail.start(new Map([[0, fromBeginning]]), seen); // 3.6 MB in batches of half a megabyte, read by one megabyte
  await eventually(() => expect(seen.values()).toHaveLength(values.length));
  expect(seen.values()).toEqual(values);
  expect(seen.states).toEqual(['connected']);
  await Promise.all([tail.stop(), appender.stop(), admin.stop()]);
});

test('a seek reads again from there, and moves on without gap', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 0, ['a', 'b', 'c']);
  const tail = createTail(config, { logger });
  const seen = collect();
  tail.start(new Map([[0, fromBeginning]]), seen);
  await eventually(() => expect(seen.values()).toEqual(['a', 'b', 'c']));
  tail.seek(0, nextAt(1));
  await eventually(() => expect(seen.values()).toEqual(['a', 'b', 'c', 'b', 'c']));
  await tail.stop();
  await admin.stop();
});

test('an offset beyond the end of the log ends the reading and never jumps', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 0, ['a']);
  const tail = createTail(config, { logger });
  const seen = collect();
  tail.start(new Map([[0, nextAt(5)]]), seen);
  await eventually(() => expect(seen.fatal).toMatchObject([{ kind: 'out-of-range' }]));
  await fill(admin, 0, ['b', 'c', 'd', 'e', 'f', 'g']);
  expect(seen.batches).toEqual([]);
  await tail.stop();
  await admin.stop();
});

test('nothing is read before the owner has verified the log, neither at first nor after an interruption', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 0, ['a', 'b']);
  const tail = createTail(config, { logger });
  const seen = collect();
  let verdict: (() => void) | undefined;
  const verify = () => new Promise<void>((resolve) => (verdict = resolve));
  tail.start(new Map([[0, fromBeginning]]), { ...seen, verify });
  await eventually(() => expect(verdict).toBeDefined());
  expect(seen.batches).toEqual([]);
  verdict?.();
  verdict = undefined;
  await eventually(() => expect(seen.values()).toEqual(['a', 'b']));
  const other = otherClient(config).admin();
  await other.connect();
  await other.deleteTopics({ topics: [config.topic] });
  await other.disconnect();
  await eventually(async () => expect(await admin.createTopic({ partitions: 1 })).toBe(true));
  await fill(admin, 0, ['x', 'y', 'z']);
  await eventually(() => expect(verdict).toBeDefined());
  expect(seen.values()).toEqual(['a', 'b']);
  expect(seen.states).toEqual(['connected', 'disconnected', ...seen.states.slice(2)]);
  await tail.stop();
  await admin.stop();
});

test('an owner who does not know the log any more ends the reading', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 0, ['a']);
  const tail = createTail(config, { logger });
  const seen = collect();
  let asked = 0;
  const verify = async () => {
    asked += 1;
    throw new LogError(asked === 1 ? 'unavailable' : 'fatal', 'exchanged');
  };
  tail.start(new Map([[0, fromBeginning]]), { ...seen, verify });
  await eventually(() => expect(seen.fatal).toMatchObject([{ kind: 'fatal', message: 'exchanged' }]));
  expect([asked, seen.states, seen.batches]).toEqual([2, ['disconnected'], []]);
  await tail.stop();
  await admin.stop();
});

test('batches of other clients are read, compressed ones and transactions with their markers included', async () => {
  const { config, admin } = await freshTopic(1);
  const kafka = otherClient(config);
  const producer = kafka.producer({ transactionalId: config.topic, maxInFlightRequests: 1 });
  await producer.connect();
  const transaction = await producer.transaction();
  await transaction.send({ topic: config.topic, messages: [{ value: 'in a transaction' }] });
  await transaction.commit();
  await producer.disconnect();
  // The commit's marker is written after the commit is answered.
  await eventually(async () => expect((await admin.endOffsets([0])).get(0)).toBe(2));
  const plain = kafka.producer();
  await plain.connect();
  const messages = [{ value: 'z1' }, { value: 'z2' }];
  await plain.send({ topic: config.topic, compression: kafkajs.CompressionTypes.GZIP, messages });
  await plain.disconnect();
  const tail = createTail(config, { logger });
  const seen = collect();
  tail.start(new Map([[0, fromBeginning]]), seen);
  await eventually(() => expect(seen.values()).toEqual(['in a transaction', 'z1', 'z2']));
  expect(seen.batches.flatMap(({ records }) => records.map(({ offset }) => offset))).toEqual([0, 2, 3]);
  expect(seen.batches.at(-1)?.next).toBe((await admin.endOffsets([0])).get(0));
  await tail.stop();
  await admin.stop();
});

test('a handler that throws ends the reading, and its batch is not passed over', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 0, ['a', 'b']);
  const tail = createTail(config, { logger });
  const seen = collect();
  let calls = 0;
  const onBatch = () => {
    calls += 1;
    throw new RangeError('cannot');
  };
  tail.start(new Map([[0, fromBeginning]]), { ...seen, onBatch });
  await eventually(() => expect(seen.fatal).toMatchObject([{ kind: 'fatal', cause: { message: 'cannot' } }]));
  await fill(admin, 0, ['c']);
  expect(calls).toBe(1);
  await tail.stop();
  await admin.stop();
});

/** A topic that keeps batches as producers compress them, like one that an administrator has made. */
async function producersTopic() {
  const { config, admin } = await freshTopic(1);
  await otherwise(config, { 'compression.type': 'producer' });
  onTestFinished(() => admin.stop());
  return { config, admin };
}

test('what the Java client compresses, in each way, is read by everybody, and so is what comes after', async () => {
  const { config, admin } = await producersTopic();
  for (const compression of compressions) await appendRaw(config, javaBatch(compression));
  await fill(admin, 0, ['ours']);
  const [tail, group] = [
    createTail(config, { logger }),
    createGroupConsumer(config, { logger, groupId: config.topic }),
  ];
  const [seen, shared] = [collect(), collect()];
  tail.start(new Map([[0, fromBeginning]]), seen);
  await group.run({
    onAssigned: async () => new Map([[0, fromBeginning]]),
    onBatch: async (batch) => void shared.onBatch(batch),
    onCrash: shared.onFatal,
  });
  const records = compressions.flatMap(() => javaRecords.map(({ key, value }) => [key, value]));
  const of = ({ batches }: typeof seen) =>
    batches.flatMap((batch) =>
      batch.records.map(({ key, value }) => [key?.toString() ?? null, value?.toString('latin1')]),
    );
  await eventually(() => expect(of(seen)).toEqual([...records, [null, 'ours']]));
  await eventually(() => expect(of(shared)).toEqual([...records, [null, 'ours']]));
  for (const [offset, [key]] of records.entries())
    expect((await admin.readRecord(0, offset))?.key?.toString() ?? null).toBe(key);
  await Promise.all([tail.stop(), group.stop()]);
});

test('what others compress is unpacked by the broker where a topic of ours says so', async () => {
  const { config, admin } = await freshTopic(1);
  for (const compression of compressions) await appendRaw(config, javaBatch(compression));
  const tail = createTail(config, { logger });
  const seen = collect();
  tail.start(new Map([[0, fromBeginning]]), seen);
  await eventually(() => expect(seen.values()).toHaveLength(compressions.length * javaRecords.length));
  await tail.stop();
  await admin.stop();
});

test('a batch that comes to more than is read has no effect, and reading goes on', async () => {
  const { config, admin } = await producersTopic();
  const producer = otherClient(config).producer();
  await producer.connect();
  const messages = [{ value: Buffer.alloc(unpackLimit) }, { value: 'beside it' }];
  await producer.send({ topic: config.topic, compression: kafkajs.CompressionTypes.GZIP, messages });
  await producer.disconnect();
  await fill(admin, 0, ['ours']);
  const tail = createTail(config, { logger });
  const seen = collect();
  tail.start(new Map([[0, fromBeginning]]), seen);
  await eventually(() => expect(seen.values()).toEqual(['', 'ours']));
  const [unreadable] = seen.batches.flatMap(({ records }) => records);
  expect(unreadable).toMatchObject({ offset: 1, key: null, value: null });
  expect(unreadable?.unreadable).toContain('offsets 0 to 1 cannot be read');
  expect(await admin.readRecord(0, 1)).toMatchObject({ unreadable: expect.any(String) });
  await tail.stop();
});

test('a partition without a leader is told once, however often it is looked for, and the others are read meanwhile', async () => {
  const { config, admin } = await freshTopic(1);
  const lines: object[] = [];
  const say = (fields: object, message: string) => lines.push({ ...fields, message });
  const tail = createTail(config, { logger: { ...logger, warn: say, error: say } });
  const seen = collect();
  tail.start(
    new Map([
      [0, fromBeginning],
      [7, fromBeginning],
    ]),
    seen,
  );
  await fill(admin, 0, ['a', 'b']);
  await eventually(() => expect(seen.values(0)).toEqual(['a', 'b']));
  await eventually(() => expect(seen.states.length).toBeGreaterThan(12));
  expect(new Set(seen.states)).toEqual(new Set(['disconnected']));
  expect([...(seen.unread ?? [])]).toEqual([[7, expect.stringContaining('no leader for partition 7')]]);
  expect(lines).toEqual([
    { message: 'tail: the log cannot be reached, or not all of it', reason: expect.stringContaining('no leader') },
  ]);
  await tail.stop();
  await admin.stop();
});

test('a tail waits for a topic that does not exist yet', async () => {
  const config = freshConfig();
  const tail = createTail(config, { logger });
  const seen = collect();
  tail.start(new Map([[0, fromBeginning]]), seen);
  await eventually(() => expect(seen.states).toContain('disconnected'));
  const admin = createLogAdmin(config, { logger });
  await admin.createTopic({ partitions: 1 });
  await fill(admin, 0, ['a']);
  await eventually(() => expect(seen.values()).toEqual(['a']));
  await tail.stop();
  await admin.stop();
});

test('a stop does not wait for a broker that hangs', async () => {
  const broker = await deafBroker();
  const tail = createTail({ ...freshConfig(), brokers: [broker.address] }, { logger });
  const seen = collect();
  tail.start(new Map([[0, fromBeginning]]), seen);
  const begun = performance.now();
  await tail.stop();
  expect(performance.now() - begun).toBeLessThan(500);
  expect([seen.states, seen.fatal]).toEqual([[], []]);
  await broker.close();
});
