import { expect, test } from 'vitest';
import type { VoidRecord } from '../domain/project-batches.ts';
import { deadLetters, maxExcerptBytes } from './dead-letters.ts';

const letterOf = (record: Partial<VoidRecord>) => {
  const raw = { offset: 7, key: null, value: null };
  return deadLetters([{ partition: 3, offset: 7, reason: 'malformed', detail: 'no value', raw, ...record }])[0];
};
const raw = (more: { key?: Uint8Array | null; value?: Uint8Array | null; timestamp?: number }) => ({
  raw: { offset: 7, key: null, value: null, ...more },
});

test('a record that a writer got wrong is a letter, one that lost a race is none', () => {
  expect(letterOf({})).toEqual({
    ...{ partition: 3, pos: 7, reason: 'malformed', detail: 'no value', key: null, value: null, recordTime: null },
  });
  expect(letterOf({ reason: 'wrong-version' })).toMatchObject({ reason: 'wrong-version' });
  expect(letterOf({ reason: 'not-applicable' })).toMatchObject({ reason: 'not-applicable' });
  expect(letterOf({ reason: 'superseded' })).toBeUndefined();
});

test('of a long value the beginning is kept, and how long it was', () => {
  const letter = letterOf(raw({ key: Buffer.from('k'), value: Buffer.alloc(1_000_000, 'a') }));
  expect(letter?.key).toEqual({ start: Buffer.from('k'), bytes: 1 });
  expect(letter?.value?.bytes).toBe(1_000_000);
  expect(letter?.value?.start).toHaveLength(maxExcerptBytes);
  expect(letterOf(raw({ value: Buffer.alloc(0) }))?.value).toEqual({ start: Buffer.alloc(0), bytes: 0 });
});

test('a detail that quotes the record is cut, and loses what a database refuses', () => {
  expect(letterOf({ detail: '/data/\u0000: no' })?.detail).toBe('/data/\\u0000: no');
  expect(letterOf({ detail: 'x'.repeat(1_000_000) })?.detail).toHaveLength(1000);
});

test.each([
  [0, '1970-01-01T00:00:00.000Z'],
  [Date.UTC(2026, 0, 1), '2026-01-01T00:00:00.000Z'],
  [-1, null],
  [Number.NaN, null],
  [2 ** 53, null],
  [Date.UTC(10_000, 0, 1), null],
])('a producer that says the time is %d', (timestamp, time) => {
  expect(letterOf(raw({ timestamp }))?.recordTime).toBe(time);
});
