import { expect, test } from 'vitest';
import type { LogAdmin } from '../admin/create-log-admin.ts';
import type { LogConfig } from '../log-config.ts';
import type { LogBatch } from '../log-record.ts';
import { eventually } from '../testing/eventually.ts';
import { freshConfig, freshTopic, silentLogger as logger } from '../testing/fresh-topic.ts';
import { createGroupConsumer, type GroupHandlers } from './group-consumer.ts';

/** The checkpoints of a test, as a database would hold them: a batch that does not begin at its checkpoint is refused. */
class Checkpoints {
  readonly next = new Map<number, number>();
  readonly values: string[] = [];
  readonly refused: number[] = [];

  apply(batch: LogBatch): number | undefined {
    const at = this.next.get(batch.partition) ?? 0;
    if (batch.from > at) {
      this.refused.push(batch.partition);
      return at;
    }
    for (const { offset, value } of batch.records) if (offset >= at) this.values.push(`${batch.partition}:${value}`);
    this.next.set(batch.partition, Math.max(at, batch.next));
    return undefined;
  }
}

function member(config: LogConfig, checkpoints: Checkpoints, handlers: Partial<GroupHandlers> = {}) {
  const assigned: (readonly number[])[] = [];
  const crashes: unknown[] = [];
  const consumer = createGroupConsumer(config, {
    logger,
    groupId: `${config.topic}-group`,
    sessionTimeoutMs: 6_000,
    heartbeatMs: 100,
  });
  const run = () =>
    consumer.run({
      positions: async (partitions) => new Map(partitions.map((p) => [p, checkpoints.next.get(p) ?? 0])),
      onBatch: async (batch) => checkpoints.apply(batch),
      onAssigned: (partitions) => assigned.push(partitions),
      onCrash: (error) => crashes.push(error),
      ...handlers,
    });
  return { consumer, run, assigned, crashes };
}

async function fill(admin: LogAdmin, partitions: number, round: string): Promise<string[]> {
  const expected: string[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    await admin.append(partition, null, Buffer.from(round));
    expected.push(`${partition}:${round}`);
  }
  return expected;
}

test('members share the partitions, hand them over, and every record is applied once from the checkpoints', async () => {
  const { config, admin } = await freshTopic(4);
  const checkpoints = new Checkpoints();
  const expected = await fill(admin, 4, 'one');
  const first = member(config, checkpoints);
  await first.run();
  await eventually(() => expect([...checkpoints.values].sort()).toEqual(expected.sort()));
  const second = member(config, checkpoints);
  await second.run();
  await eventually(() => expect([first.assigned.at(-1)?.length, second.assigned.at(-1)?.length]).toEqual([2, 2]));
  expected.push(...(await fill(admin, 4, 'two')));
  await eventually(() => expect([...checkpoints.values].sort()).toEqual([...expected].sort()));
  await first.consumer.stop();
  await eventually(() => expect(second.assigned.at(-1)).toHaveLength(4));
  expected.push(...(await fill(admin, 4, 'three')));
  await eventually(() => expect([...checkpoints.values].sort()).toEqual([...expected].sort()));
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
    positions: async () => new Map([[0, 1]]),
    onBatch: async ({ from }) => {
      froms.push(from);
      return froms.length === 1 ? 0 : undefined;
    },
  });
  await run();
  await eventually(() => expect(froms).toEqual([1, 0]));
  await consumer.stop();
  await admin.stop();
});

test('an offset out of range ends the consumer with that error', async () => {
  const { config, admin } = await freshTopic(1);
  const { consumer, run, crashes } = member(config, new Checkpoints(), { positions: async () => new Map([[0, 7]]) });
  await run();
  await eventually(() => expect(crashes).toMatchObject([{ kind: 'out-of-range' }]));
  await consumer.stop();
  await admin.stop();
});

test('a handler that fails ends the consumer', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 1, 'a');
  const { consumer, run, crashes } = member(config, new Checkpoints(), {
    onBatch: async () => {
      throw new Error('cannot');
    },
  });
  await run();
  await eventually(() => expect(crashes).toMatchObject([{ kind: 'fatal' }]));
  await consumer.stop();
  await admin.stop();
});

test('nothing is read before the positions are known', async () => {
  const { config, admin } = await freshTopic(1);
  await fill(admin, 1, 'a');
  await fill(admin, 1, 'b');
  let tell: (positions: Map<number, number>) => void = () => {};
  const batches: LogBatch[] = [];
  const { consumer, run } = member(config, new Checkpoints(), {
    positions: () =>
      new Promise((resolve) => {
        tell = resolve;
      }),
    onBatch: async (batch) => void batches.push(batch),
  });
  await run();
  expect(batches).toEqual([]);
  tell(new Map([[0, 1]]));
  await eventually(() => expect(batches.map(({ from }) => from)).toEqual([1]));
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
    },
  });
  await run();
  await eventually(() => expect(stale).toBe(false), { timeoutMs: 12_000 });
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
      return new Promise<void>(() => {});
    },
  });
  await run();
  await eventually(() => expect(isStale?.()).toBe(false));
  const started = performance.now();
  await consumer.stop();
  expect(performance.now() - started).toBeLessThan(7_000);
  expect(isStale?.()).toBe(true);
  await admin.stop();
});

test('a consumer that starts while the broker is away keeps trying until it is stopped', async () => {
  const { consumer, run, crashes } = member({ ...freshConfig(), brokers: ['127.0.0.1:1'] }, new Checkpoints());
  const running = run();
  await consumer.stop();
  await expect(running).rejects.toMatchObject({ kind: 'unavailable' });
  expect(crashes).toEqual([]);
});
