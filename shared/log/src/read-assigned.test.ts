import { fromBeginning, type Next } from '@notes/kernel/position';
import { nextAt } from '@notes/kernel/testing';
import { eventually } from '@notes/testing';
import { expect, test } from 'vitest';
import type { Tail } from './create-tail.ts';
import { LogError } from './log-error.ts';
import type { LogBatch } from './log-record.ts';
import { readAssigned } from './read-assigned.ts';
import type { TailHandlers } from './tail-reading.ts';
import { silentLogger as logger } from './testing/fresh-topic.ts';

const mebibyte = 1024 * 1024;

/** A tail whose batches come when the test says so, and a handler that ends when the test says so. */
function reading(partitions: readonly number[] = [0]) {
  const seeks: [number, number][] = [];
  const fatal: unknown[] = [];
  const handed: { batch: LogBatch; isStale: () => boolean; end: (elsewhere?: Next) => void; fail: () => void }[] = [];
  let handlers: TailHandlers | undefined;
  const tail: Tail = {
    start: (_next, given) => {
      handlers = given;
    },
    seek: (...where) => void seeks.push(where),
    offer: () => {},
    hurry: () => {},
    stop: async () => {},
  };
  const reader = readAssigned(tail, {
    logger,
    starts: new Map(partitions.map((partition) => [partition, fromBeginning])),
    onBatch: (batch, isStale) =>
      new Promise((resolve, reject) =>
        handed.push({ batch, isStale, end: resolve, fail: () => reject(new Error('no')) }),
      ),
    onFatal: (error) => fatal.push(error),
  });
  const come = (from: number, next: number, { partition = 0, bytes = 1 } = {}): void => {
    const value = Buffer.alloc(bytes);
    const records = Array.from({ length: next - from }, (_, at) => ({ offset: from + at, key: null, value }));
    const all = records.map((record) => ({ ...record, partition, timestamp: 0 }));
    handlers?.onBatch({ partition, from: nextAt(from), next: nextAt(next), end: nextAt(next), records: all });
  };
  /** Whether the tail may read on, as told at once. */
  const hasRoom = async (): Promise<boolean> => {
    const late = new Promise<false>((resolve) => setImmediate(() => resolve(false)));
    return Promise.race([handlers?.room?.().then(() => true), late]) as Promise<boolean>;
  };
  return { reader, seeks, fatal, handed, come, hasRoom, tail: () => handlers };
}

const froms = (handed: readonly { batch: LogBatch }[]) => handed.map(({ batch }) => [batch.from, batch.next]);

test('what comes while a batch is worked at is the next one, in one piece', async () => {
  const { handed, come } = reading();
  come(0, 2);
  come(2, 3);
  come(3, 6);
  expect(froms(handed)).toEqual([[0, 2]]);
  handed[0]?.end();
  await eventually(() =>
    expect(froms(handed)).toEqual([
      [0, 2],
      [2, 6],
    ]),
  );
  expect(handed[1]?.batch.records.map(({ offset }) => offset)).toEqual([2, 3, 4, 5]);
});

test('nothing is left lying that comes in the moment in which a batch is done', async () => {
  for (let steps = 0; steps < 10; steps++) {
    const { handed, come } = reading();
    come(0, 1);
    handed[0]?.end();
    for (let step = 0; step < steps; step++) await null;
    come(1, 2);
    await eventually(() => expect(froms(handed).at(-1)).toEqual([1, 2]));
  }
});

test('partitions do not wait for each other', async () => {
  const { handed, come } = reading([0, 1]);
  come(0, 1);
  come(0, 1, { partition: 1 });
  expect(handed.map(({ batch }) => batch.partition)).toEqual([0, 1]);
});

test('an answer with an offset reads from there, without what has come behind', async () => {
  const { handed, come, seeks } = reading();
  come(5, 6);
  come(6, 7);
  handed[0]?.end(nextAt(3));
  await eventually(() => expect(seeks).toEqual([[0, 3]]));
  come(3, 4);
  await eventually(() =>
    expect(froms(handed)).toEqual([
      [5, 6],
      [3, 4],
    ]),
  );
});

test('a seek makes the batch in hand stale, and its answer does not count', async () => {
  const { reader, handed, come, seeks } = reading();
  come(5, 6);
  come(6, 7);
  expect(handed[0]?.isStale()).toBe(false);
  reader.seek(0, nextAt(2));
  expect(handed[0]?.isStale()).toBe(true);
  handed[0]?.end(nextAt(9));
  come(2, 3);
  await eventually(() =>
    expect(froms(handed)).toEqual([
      [5, 6],
      [2, 3],
    ]),
  );
  expect([seeks, handed[1]?.isStale()]).toEqual([[[0, 2]], false]);
});

test('a seek of a partition that is not assigned is none', () => {
  const { reader, seeks } = reading([0]);
  reader.seek(1, nextAt(2));
  expect(seeks).toEqual([]);
});

test('a batch whose handler fails comes again, with nothing before it', async () => {
  const { handed, come } = reading();
  come(0, 1);
  come(1, 2);
  handed[0]?.fail();
  await eventually(() =>
    expect(froms(handed)).toEqual([
      [0, 1],
      [0, 1],
    ]),
  );
  handed[1]?.end();
  await eventually(() =>
    expect(froms(handed)).toEqual([
      [0, 1],
      [0, 1],
      [1, 2],
    ]),
  );
});

test('reading waits while much is held, and goes on when it is applied, or not wanted any more', async () => {
  const { reader, handed, come, hasRoom } = reading([0, 1]);
  come(0, 1, { bytes: 5 * mebibyte });
  expect(await hasRoom()).toBe(true);
  come(0, 1, { partition: 1, bytes: 5 * mebibyte });
  expect(await hasRoom()).toBe(false);
  handed[0]?.end();
  await eventually(async () => expect(await hasRoom()).toBe(true));
  come(1, 2, { partition: 1, bytes: 5 * mebibyte });
  expect(await hasRoom()).toBe(false);
  reader.seek(1, nextAt(0));
  expect(await hasRoom()).toBe(true);
});

test('many small records are much, too', async () => {
  const { come, hasRoom } = reading();
  come(0, 100_000, { bytes: 0 });
  expect(await hasRoom()).toBe(false);
});

test('a stop hands nothing over any more, waits for the handler, and lets the tail go', async () => {
  const { reader, handed, come, hasRoom } = reading();
  come(0, 1, { bytes: 9 * mebibyte });
  come(1, 2);
  const blocked = hasRoom();
  let stopped = false;
  const stopping = reader.stop().then(() => {
    stopped = true;
  });
  expect([await blocked, stopped, handed[0]?.isStale()]).toEqual([true, false, true]);
  handed[0]?.end();
  await stopping;
  expect(handed).toHaveLength(1);
});

test('without partitions there is nothing to read', () => {
  expect(reading([]).tail()).toBeUndefined();
});

test('the end of the tail is told', () => {
  const { fatal, tail } = reading();
  const error = new LogError('out-of-range', 'gone');
  tail()?.onFatal(error);
  expect(fatal).toEqual([error]);
});
