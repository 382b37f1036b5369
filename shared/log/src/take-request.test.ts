import { expect, test } from 'vitest';
import { type Group, maxRequestBytes, maxRequestRecords, splitRecords, takeRequest } from './take-request.ts';

const record = (bytes: number) => ({ key: 'k', value: Buffer.alloc(bytes) });
const records = (count: number) => Array.from({ length: count }, (_, index) => ({ ...record(10), key: String(index) }));
const group = (count: number, bytes: number): Group => ({
  ...{ partition: 0, records: records(count), bytes },
  resolve: () => {},
  reject: () => {},
});

test('records within the caps stay together', () => {
  expect(splitRecords(records(maxRequestRecords))).toHaveLength(1);
  expect(splitRecords([])).toEqual([]);
});

test('records over the caps are cut in order', () => {
  const many = records(maxRequestRecords + 1);
  expect(splitRecords(many).flat()).toEqual(many);
  expect(splitRecords(many).map((run) => run.length)).toEqual([maxRequestRecords, 1]);
  const large = [record(maxRequestBytes / 2), record(maxRequestBytes / 2), record(10)];
  expect(splitRecords(large).map((run) => run.length)).toEqual([1, 2]);
});

test('a record over the cap goes alone', () => {
  const runs = splitRecords([record(10), record(maxRequestBytes * 2), record(10)]);
  expect(runs.map((run) => run.length)).toEqual([1, 1, 1]);
});

test.each([
  ['up to the number of records', [group(300, 10), group(200, 10), group(1, 10)], 2],
  ['up to the bytes', [group(1, maxRequestBytes), group(1, 1)], 1],
  ['at least one', [group(1, maxRequestBytes * 3), group(1, 1)], 1],
])('a request takes groups in order, %s', (_, waiting, count) => {
  const expected = waiting.slice(0, count);
  const left = waiting.slice(count);
  expect(takeRequest(waiting)).toEqual(expected);
  expect(waiting).toEqual(left);
});
