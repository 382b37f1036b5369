import { expect, test } from 'vitest';
import { countForRequest, maxRequestBytes, maxRequestRecords, splitRecords } from './append-group.ts';

const record = (bytes: number) => ({ key: 'k', value: Buffer.alloc(bytes) });
const group = (count: number, bytes: number) => ({
  partition: 0,
  records: Array.from({ length: count }, () => record(1)),
  bytes,
  resolve: () => {},
  reject: () => {},
});

test('records within the caps stay together', () => {
  expect(splitRecords(Array.from({ length: maxRequestRecords }, () => record(10)))).toHaveLength(1);
});

test('records over the caps are cut in order', () => {
  const many = Array.from({ length: maxRequestRecords + 1 }, (_, index) => ({
    key: String(index),
    value: Buffer.alloc(1),
  }));
  expect(splitRecords(many).flat()).toEqual(many);
  expect(splitRecords(many).map((run) => run.length)).toEqual([maxRequestRecords, 1]);
  const large = [record(maxRequestBytes / 2), record(maxRequestBytes / 2), record(10)];
  expect(splitRecords(large).map((run) => run.length)).toEqual([1, 2]);
});

test('a record over the cap goes alone', () => {
  expect(splitRecords([record(10), record(maxRequestBytes * 2), record(10)]).map((run) => run.length)).toEqual([
    1, 1, 1,
  ]);
});

test('a request takes groups up to the caps, and at least one', () => {
  expect(countForRequest([group(300, 10), group(200, 10), group(1, 10)])).toBe(2);
  expect(countForRequest([group(1, maxRequestBytes), group(1, 1)])).toBe(1);
  expect(countForRequest([group(1, maxRequestBytes * 3)])).toBe(1);
});
