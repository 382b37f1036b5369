import { expect, test } from 'vitest';
import { toBatch, toOffset } from './fetch-batches.ts';

const message = (offset: string, isControlRecord = false) => ({
  ...{ offset, isControlRecord, timestamp: '1700000000123' },
  key: Buffer.from('key'),
  value: Buffer.from(offset),
});
const fetched = (...messages: ReturnType<typeof message>[]) => ({
  partition: 3,
  highWatermark: '7000000009',
  messages,
});

test('offsets beyond 32 bits are exact', () => {
  const batch = toBatch(fetched(message('7000000000'), message('7000000001')), 7_000_000_000);
  expect(batch).toMatchObject({ partition: 3, from: 7_000_000_000, next: 7_000_000_002, end: 7_000_000_009 });
  expect(batch.records[1]).toEqual({
    ...{ partition: 3, offset: 7_000_000_001, timestamp: 1_700_000_000_123 },
    key: Buffer.from('key'),
    value: Buffer.from('7000000001'),
  });
});

test('records before the asked offset are dropped', () => {
  const batch = toBatch(fetched(message('10'), message('11'), message('12')), 11);
  expect(batch.records.map(({ offset }) => offset)).toEqual([11, 12]);
  expect(toBatch(fetched(message('10')), 11)).toMatchObject({ next: 11, records: [] });
});

test('control records are stepped over', () => {
  expect(toBatch(fetched(message('20', true)), 20)).toMatchObject({ next: 21, records: [] });
});

test('what is no offset is refused', () => {
  expect(() => toOffset('9007199254740993')).toThrow('not an offset');
  expect(() => toOffset('x')).toThrow('not an offset');
});
