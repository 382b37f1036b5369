import { fromBeginning, type Next } from '@notes/kernel/position';
import { nextAt } from '@notes/kernel/testing';
import { eventually } from '@notes/testing';
import { expect, test } from 'vitest';
import { createGroupConsumer, type GroupHandlers } from './create-group-consumer.ts';
import type { LogAdmin } from './create-log-admin.ts';
import type { LogConfig } from './log-config.ts';
import { LogError } from './log-error.ts';
import type { LogBatch } from './log-record.ts';
import { deafBroker } from './testing/deaf-broker.ts';
import { freshConfig, freshTopic, silentLogger as logger } from './testing/fresh-topic.ts';
import { otherClient } from './testing/other-client.ts';

/**
 * The checkpoints of a test, as a database would hold them: a batch that does not begin at its checkpoint is refused.
 */
class Checkpoints {
  readonly next = new Map<number, Next>();
  readonly values: string[] = [];
  readonly refused: number[] = [];

  apply(batch: LogBatch): Next | undefined {
    const at = this.next.get(batch.partition) ?? fromBeginning;
    if (batch.from > at) {
      this.refused.push(batch.partition);
      return at;
    }
    for (const { offset, value } of batch.records) if (offset >= at) this.values.push(`${batch.partition}:${value}`);
    if (batch.next > at) this.next.set(batch.partition, batch.next);
    return undefined;
  }
}

const soon = { timeoutMs: 15_000 };

function member(config: LogConfig, checkpoints: Checkpoints, handlers: Partial<GroupHandlers> = {}) {
  const assigned: (readonly number[])[] = [];
  const crashes: unknown[] = [];
  const options = { logger, groupId: `${config.topic}-group`, sessionTimeoutMs: 6_000 };
  const consumer = createGroupConsumer(config, options);
  const run = () =>
    consumer.run({
      onAssigned: async (partitions) => {
        assigned.push(partitions);
        return new Map(partitions.map((partition) => [partition, checkpoints.next.get(partition) ?? fromBeginning]));
      },
      onBatch: async (batch) => checkpoints.apply(batch),
      onCrash: (error) => crashes.push(error),
      ...handlers,
    });
  return { consumer, run, assigned, crashes };
}

async function fill(admin: LogAdmin, partitions: number, round: string): Promise<string[]> {
  const expected: string[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    await admin.append(partition, [{ key: null, value: Buffer.from(round) }]);
    expected.push(`${partition}:${round}`);
  }
  return expected;
}

test('members share the partitions, hand them over, and every record is applied once from the checkpoints', async () => {
  const { config, admin } = await freshTopic(4);
  const checkpoints = new Checkpoints();
  const expected = await fill(admin, 4, 'one');
  const all = () => expect([...checkpoints.values].sort()).toEqual([...expected].sort());
  const first = member(config, checkpoints);
  await first.run();
  await eventually(all, soon);
  const second = member(config, checkpoints);
  await second.run();
  await eventually(() => expect([first.assigned.at(-1)?.length, second.assigned.at(-1)?.length]).toEqual([2, 2]), soon);
  expected.push(...(await fill(admin, 4, 'two')));
  await eventually(all, soon);
  await first.consumer.stop();
  await eventually(() => expect(second.assigned.at(-1)).toHaveLength(4), soon);
  expected.push(...(await fill(admin, 4, 'three')));
  await eventually(all, soon);
  expect([checkpoints.refused, first.crashes, second.crashes]).toEqual([[], [], []]);
  await second.consumer.stop();
  await admin.stop();
});

test('a batch answered with an offset is read again from there', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 1, 'a');
  await fill(admin, 1, 'b');
  const froms: number[] = [];
  const { consumer, run } = member(config, new Checkpoints(), {
    onAssigned: async () => new Map([[0, nextAt(1)]]),
    onBatch: async ({ from }) => {
      froms.push(from);
      return froms.length === 1 ? fromBeginning : undefined;
    },
  });
  await run();
  await eventually(() => expect(froms).toEqual([1, 0]), soon);
  await consumer.stop();
  await admin.stop();
});

test('an offset out of range ends the consumer with that error, and nothing is committed or jumped over', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 1, 'a');
  const checkpoints = new Checkpoints();
  const lost = member(config, checkpoints, { onAssigned: async () => new Map([[0, nextAt(7)]]) });
  await lost.run();
  await eventually(() => expect(lost.crashes).toMatchObject([{ kind: 'out-of-range' }]), soon);
  expect(checkpoints.values).toEqual([]);
  const other = otherClient(config).admin();
  await other.connect();
  const committed = await other.fetchOffsets({ groupId: `${config.topic}-group`, topics: [config.topic] });
  await other.disconnect();
  expect(committed).toMatchObject([{ partitions: [{ partition: 0, offset: '-1' }] }]);
  await lost.consumer.stop();
  const anew = member(config, checkpoints);
  await anew.run();
  await eventually(() => expect(checkpoints.values).toEqual(['0:a']), soon);
  await anew.consumer.stop();
  await admin.stop();
});

test('a batch whose handler fails comes again', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 1, 'a');
  const checkpoints = new Checkpoints();
  let failures = 0;
  const { consumer, run, crashes } = member(config, checkpoints, {
    onBatch: async (batch) => {
      if (failures < 3) throw new Error(`cannot, ${++failures}`);
      return checkpoints.apply(batch);
    },
  });
  await run();
  await eventually(() => expect(checkpoints.values).toEqual(['0:a']), soon);
  expect([failures, crashes, checkpoints.refused]).toEqual([3, [], []]);
  await consumer.stop();
  await admin.stop();
});

test('positions that cannot be told end the consumer', async () => {
  const { config, admin } = await freshTopic(1);
  const { consumer, run, crashes } = member(config, new Checkpoints(), {
    onAssigned: () => Promise.reject(new LogError('fatal', 'no database')),
  });
  await run().catch(() => {});
  await eventually(() => expect(crashes).toMatchObject([{ kind: 'fatal', message: 'no database' }]), soon);
  await consumer.stop();
  await admin.stop();
});

test('nothing is read before it is known from where, however long that takes', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 1, 'a');
  await fill(admin, 1, 'b');
  let tell: (starts: Map<number, Next>) => void = () => {};
  const batches: LogBatch[] = [];
  const { consumer, run } = member(config, new Checkpoints(), {
    onAssigned: () =>
      new Promise((resolve) => {
        tell = resolve;
      }),
    onBatch: async (batch) => void batches.push(batch),
  });
  await run();
  await fill(admin, 1, 'c'); // would be fetched at once if the partition were not paused
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(batches).toEqual([]);
  tell(new Map([[0, nextAt(1)]]));
  await eventually(() => expect(batches.at(-1)?.next).toBe(3), soon);
  expect(batches[0]?.from).toBe(1);
  await consumer.stop();
  await admin.stop();
});

test('a handler slower than the session does not cost the membership', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 1, 'a');
  let stale: boolean | undefined;
  const { consumer, run, assigned } = member(config, new Checkpoints(), {
    onBatch: async (_batch, isStale) => {
      await new Promise((resolve) => setTimeout(resolve, 7_500));
      stale = isStale();
      return undefined;
    },
  });
  await run();
  await eventually(() => expect(stale).toBe(false), soon);
  expect(assigned).toHaveLength(1);
  await consumer.stop();
  await admin.stop();
});

test('a stop resolves although a handler hangs, and tells it so', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 1, 'a');
  let isStale: (() => boolean) | undefined;
  const { consumer, run } = member(config, new Checkpoints(), {
    onBatch: (_batch, stale) => {
      isStale = stale;
      return new Promise<undefined>(() => {});
    },
  });
  await run();
  await eventually(() => expect(isStale?.()).toBe(false), soon);
  const begun = performance.now();
  await consumer.stop();
  expect(performance.now() - begun).toBeLessThan(3_500);
  expect(isStale?.()).toBe(true);
  await admin.stop();
});

test('a consumer that starts while the broker is away keeps trying until it is stopped', async () => {
  const { consumer, run, crashes } = member({ ...freshConfig(), brokers: ['127.0.0.1:1'] }, new Checkpoints());
  const running = expect(run()).rejects.toMatchObject({ kind: 'unavailable' });
  const begun = performance.now();
  await consumer.stop();
  expect(performance.now() - begun).toBeLessThan(1_500);
  await running;
  expect(crashes).toEqual([]);
});

test('a stop while a broker hangs is no crash', async () => {
  const broker = await deafBroker();
  const { consumer, run, crashes } = member({ ...freshConfig(), brokers: [broker.address] }, new Checkpoints());
  const running = expect(run()).rejects.toMatchObject({ kind: 'unavailable' });
  const begun = performance.now();
  await consumer.stop();
  expect(performance.now() - begun).toBeLessThan(3_500);
  await running;
  expect(crashes).toEqual([]);
  await broker.close();
});

test('a member that stops while it joins takes nothing with it', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 1, 'a');
  const checkpoints = new Checkpoints();
  const hasty = member(config, new Checkpoints());
  const running = hasty.run().catch(() => {});
  await hasty.consumer.stop();
  await running;
  const next = member(config, checkpoints);
  await next.run();
  await eventually(() => expect(checkpoints.values).toEqual(['0:a']), { timeoutMs: 4_000 });
  await next.consumer.stop();
  await admin.stop();
});
