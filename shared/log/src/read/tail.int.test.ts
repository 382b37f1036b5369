import kafkajs from 'kafkajs';
import { expect, test } from 'vitest';
import type { LogAdmin } from '../admin/create-log-admin.ts';
import { createLogAdmin } from '../admin/create-log-admin.ts';
import type { LogConfig } from '../log-config.ts';
import { collect } from '../testing/collect.ts';
import { eventually } from '../testing/eventually.ts';
import { freshConfig, freshTopic, silentLogger as logger } from '../testing/fresh-topic.ts';
import { createTail } from './tail.ts';

async function fill(admin: LogAdmin, partition: number, values: readonly string[]): Promise<void> {
  for (const value of values) await admin.append(partition, null, Buffer.from(value));
}

function otherClient({ brokers }: LogConfig) {
  return new kafkajs.Kafka({ brokers: [...brokers], clientId: 'other', logLevel: kafkajs.logLevel.NOTHING });
}

test('a tail reads several partitions from their positions and goes on with what comes', async () => {
  const { config, admin } = await freshTopic(3);
  await fill(admin, 0, ['a', 'b', 'c']);
  await fill(admin, 2, ['x']);
  const tail = createTail(config, { logger });
  const seen = collect();
  await tail.start(
    new Map([
      [0, 1],
      [1, 0],
      [2, 0],
    ]),
    seen,
  );
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

test('a seek reads again from there, and moves on without gap', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 0, ['a', 'b', 'c']);
  const tail = createTail(config, { logger });
  const seen = collect();
  await tail.start(new Map([[0, 0]]), seen);
  await eventually(() => expect(seen.values()).toEqual(['a', 'b', 'c']));
  tail.seek(new Map([[0, 1]]));
  await eventually(() => expect(seen.values()).toEqual(['a', 'b', 'c', 'b', 'c']));
  await tail.stop();
  await admin.stop();
});

test('a partition is handled by one handler at a time, in order', async () => {
  const { config, admin } = await freshTopic(1);
  let running = 0;
  let most = 0;
  const starts: number[] = [];
  const tail = createTail(config, { logger });
  await tail.start(new Map([[0, 0]]), {
    onBatch: async (batch) => {
      running += 1;
      most = Math.max(most, running);
      starts.push(batch.from);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
    },
    onFatal: () => {},
  });
  await fill(
    admin,
    0,
    Array.from({ length: 40 }, (_, index) => `${index}`),
  );
  await eventually(() => expect(starts.length).toBeGreaterThan(2));
  expect(most).toBe(1);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  await tail.stop();
  await admin.stop();
});

test('an offset beyond the end of the log ends the reading and never jumps', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 0, ['a']);
  const tail = createTail(config, { logger });
  const seen = collect();
  await tail.start(new Map([[0, 5]]), seen);
  await eventually(() => expect(seen.fatal).toMatchObject([{ kind: 'out-of-range' }]));
  await fill(admin, 0, ['b', 'c', 'd', 'e', 'f', 'g']);
  expect(seen.batches).toEqual([]);
  await tail.stop();
  await admin.stop();
});

test('a topic deleted and created anew, longer than before, ends the reading', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 0, ['a', 'b']);
  const tail = createTail(config, { logger });
  const seen = collect();
  await tail.start(new Map([[0, 0]]), seen);
  await eventually(() => expect(seen.values()).toEqual(['a', 'b']));
  const other = otherClient(config).admin();
  await other.connect();
  await other.deleteTopics({ topics: [config.topic] });
  await other.disconnect();
  await eventually(async () => expect(await admin.createTopic({ partitions: 1 })).toBe(true));
  await fill(admin, 0, ['x', 'y', 'z']);
  await eventually(() => expect(seen.fatal).toMatchObject([{ kind: 'out-of-range' }]), { timeoutMs: 10_000 });
  expect(seen.values()).toEqual(['a', 'b']);
  expect(seen.states).toContain('disconnected');
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
  await plain.send({
    topic: config.topic,
    compression: kafkajs.CompressionTypes.GZIP,
    messages: [{ value: 'z1' }, { value: 'z2' }],
  });
  await plain.disconnect();
  const tail = createTail(config, { logger });
  const seen = collect();
  await tail.start(new Map([[0, 0]]), seen);
  await eventually(() => expect(seen.values()).toEqual(['in a transaction', 'z1', 'z2']));
  expect(seen.batches.flatMap(({ records }) => records.map(({ offset }) => offset))).toEqual([0, 2, 3]);
  expect(seen.batches.at(-1)?.next).toBe((await admin.endOffsets([0])).get(0));
  await tail.stop();
  await admin.stop();
});

test('a handler that throws ends the reading, whatever error it throws', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 0, ['a']);
  const fatal: unknown[] = [];
  const tail = createTail(config, { logger });
  await tail.start(new Map([[0, 0]]), {
    onBatch: () => {
      throw new Error('cannot');
    },
    onFatal: (error) => fatal.push(error),
  });
  await eventually(() => expect(fatal).toMatchObject([{ kind: 'fatal', cause: { message: 'cannot' } }]));
  await tail.stop();
  await admin.stop();
});

test('a tail waits for a topic that does not exist yet', async () => {
  const config = freshConfig();
  const tail = createTail(config, { logger });
  const seen = collect();
  const started = tail.start(new Map([[0, 0]]), seen);
  await eventually(() => expect(seen.states).toEqual(['disconnected']));
  const admin = createLogAdmin(config, { logger });
  await admin.createTopic({ partitions: 1 });
  await started;
  await fill(admin, 0, ['a']);
  await eventually(() => expect(seen.values()).toEqual(['a']));
  await tail.stop();
  await admin.stop();
});

test('the stop of a tail that never connected rejects its start', async () => {
  const tail = createTail({ ...freshConfig(), brokers: ['127.0.0.1:1'] }, { logger });
  const started = tail.start(new Map([[0, 0]]), collect());
  await tail.stop();
  await expect(started).rejects.toMatchObject({ kind: 'unavailable' });
});
