import { nextOf } from '@notes/kernel';
import type { LogRecord } from '@notes/log';
import { expect, test } from 'vitest';
import { lastOf } from './tail.ts';

const record = (partition: number, offset: number, timestamp: number): LogRecord => ({
  ...{ partition, offset, timestamp },
  ...{ key: null, value: null },
});

/** A log whose partitions are read one after the other. */
const logOf = (...partitions: readonly LogRecord[][]): Parameters<typeof lastOf>[0] => ({
  starts: new Map(),
  read: async (from, take) => {
    for (const records of partitions)
      for (const one of records) if (one.offset >= (from.get(one.partition) ?? 0)) take({ records: [one] } as never);
  },
});
const ends = new Map([
  [0, nextOf(2)],
  [1, nextOf(2)],
]);
const places = (records: readonly LogRecord[]) => records.map(({ partition, offset }) => `${partition}-${offset}`);

test('the last records are the latest of all partitions, in the order in which the broker took them', async () => {
  const log = logOf(
    [record(0, 0, 10), record(0, 1, 20), record(0, 2, 50)],
    [record(1, 0, 15), record(1, 1, 30), record(1, 2, 40)],
  );
  expect(places(await lastOf(log, 4, ends))).toEqual(['0-1', '1-1', '1-2', '0-2']);
});

test('a clock set back does not turn the records of a partition around, nor put older ones of it in place of newer', async () => {
  const log = logOf(
    [record(0, 0, 10), record(0, 1, 90), record(0, 2, 20)],
    [record(1, 0, 30), record(1, 1, 40), record(1, 2, 50)],
  );
  expect(places(await lastOf(log, 3, ends))).toEqual(['1-2', '0-1', '0-2']);
});
