import { type Checkpoint, nextOf } from '@notes/kernel';
import { nextAt } from '@notes/kernel/testing';
import { expect, test } from 'vitest';
import type { RawBatch } from './batch.ts';
import { createWaitingBatches } from './waiting-batches.ts';

const batch = (partition: number, offsets: readonly number[]): RawBatch => ({
  partition,
  from: nextAt(offsets[0] ?? 0),
  next: nextOf(offsets.at(-1) ?? -1),
  records: offsets.map((offset) => ({ offset, key: null, value: Buffer.alloc(1) })),
});
const standing = (partition: number, position: number): Map<number, Checkpoint> =>
  new Map([[partition, { partition, next: nextOf(position), recordId: null, journalPos: null }]]);

const waitingBatches = () => createWaitingBatches({ records: 2, bytes: 1000 });
const wanted = () => false;
const offsets = (slices: readonly RawBatch[]) =>
  slices.map(({ partition, records }) => [partition, ...records.map(({ offset }) => offset)]);

test('what waits is taken together, and settled once it is applied', async () => {
  const waiting = waitingBatches();
  const settled = [waiting.add(batch(0, [4]), wanted), waiting.add(batch(1, [7]), wanted)];
  const slices = waiting.take();
  expect(offsets(slices)).toEqual([
    [0, 4],
    [1, 7],
  ]);
  waiting.giveBack(slices, new Map([...standing(0, 4), ...standing(1, 7)]));
  expect(await Promise.all(settled)).toEqual([undefined, undefined]);
  expect(waiting.take()).toEqual([]);
});

test('a large batch is taken piece by piece and settled with the last', async () => {
  const waiting = waitingBatches();
  const settled = waiting.add(batch(0, [0, 1, 2]), wanted);
  const first = waiting.take();
  waiting.giveBack(first, standing(0, 1));
  const second = waiting.take();
  expect([offsets(first), offsets(second)]).toEqual([[[0, 0, 1]], [[0, 2]]]);
  waiting.giveBack(second, standing(0, 2));
  expect(await settled).toBeUndefined();
});

test('a batch that was not applied is settled with where its partition stands, be it behind or ahead', async () => {
  for (const position of [3, 90]) {
    const waiting = waitingBatches();
    const settled = waiting.add(batch(0, [8, 9]), wanted);
    waiting.giveBack(waiting.take(), standing(0, position));
    expect(await settled).toBe(nextOf(position));
  }
});

test('what failed is given back and taken again', () => {
  const waiting = waitingBatches();
  void waiting.add(batch(0, [4]), wanted);
  const slices = waiting.take();
  waiting.giveBack(slices);
  expect(waiting.take()).toEqual(slices);
});

test('beside a transaction in flight only a full one is taken, and never of its partitions', () => {
  const waiting = waitingBatches();
  void waiting.add(batch(0, [0, 1, 2, 3]), wanted);
  waiting.take();
  void waiting.add(batch(1, [5]), wanted);
  expect(waiting.take()).toEqual([]);
  void waiting.add(batch(2, [6]), wanted);
  expect(offsets(waiting.take())).toEqual([
    [1, 5],
    [2, 6],
  ]);
});

test('what is no longer wanted is settled and not taken', async () => {
  const waiting = waitingBatches();
  const settled = waiting.add(batch(0, [4]), () => true);
  expect(waiting.take()).toEqual([]);
  expect(await settled).toBeUndefined();
});

test('what is dropped is settled', async () => {
  const waiting = waitingBatches();
  const settled = waiting.add(batch(0, [4]), wanted);
  waiting.drop();
  expect(await settled).toBeUndefined();
});
