import { nextAt } from '@notes/kernel/testing';
import { expect, test } from 'vitest';
import type { RawBatch } from './batch.ts';
import { restOf, takeSlices } from './batch.ts';

const batch = (partition: number, offsets: readonly number[], { size = 1, from = 0, next = 100 } = {}): RawBatch => ({
  partition,
  from: nextAt(from),
  next: nextAt(next),
  records: offsets.map((offset) => ({ offset, key: null, value: Buffer.alloc(size) })),
});
const shape = (slices: readonly RawBatch[]) =>
  slices.map(({ partition, from, next, records }) => [partition, from, next, records.map(({ offset }) => offset)]);
const roomy = { records: 1000, bytes: 1000 };

test('what fits is taken as it is, holes at both ends included', () => {
  expect(shape(takeSlices([batch(0, [5, 7]), batch(1, [])], roomy))).toEqual([
    [0, 0, 100, [5, 7]],
    [1, 0, 100, []],
  ]);
});

test('a batch is cut after the last record that fits, and what follows waits', () => {
  expect(shape(takeSlices([batch(0, [5, 7, 9]), batch(1, [1])], { ...roomy, records: 2 }))).toEqual([
    [0, 0, 8, [5, 7]],
  ]);
});

test('bytes count as well as records', () => {
  expect(shape(takeSlices([batch(0, [5, 7, 9], { size: 10 })], { ...roomy, bytes: 11 }))).toEqual([[0, 0, 8, [5, 7]]]);
});

test('one record is always taken, however large', () => {
  expect(shape(takeSlices([batch(0, [5, 7], { size: 5000 })], roomy))).toEqual([[0, 0, 6, [5]]]);
});

test('two batches of one partition are never taken together', () => {
  expect(
    shape(takeSlices([batch(0, [1]), batch(0, [2]), batch(1, [3])], roomy)).map(([partition]) => partition),
  ).toEqual([0, 1]);
});

test('the rest of a batch begins where its slice ended', () => {
  const whole = batch(0, [5, 7, 9]);
  const [slice] = takeSlices([whole], { ...roomy, records: 2 });
  const rest = restOf(whole, slice?.next ?? whole.from);
  expect(shape(rest ? [rest] : [])).toEqual([[0, 8, 100, [9]]]);
});

test('a batch that is applied to its end leaves no rest', () => {
  expect(restOf(batch(0, [5]), nextAt(100))).toBeUndefined();
});
