import { nextOf, readLogOpened, writeLogOpened } from '@notes/kernel';
import { nextAt } from '@notes/kernel/testing';
import { expect, test } from 'vitest';
import type { Beginning } from './check-log.ts';
import { faultOfCheckpoint, faultOfLog, isProvedBy } from './check-log.ts';

const id = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const identity = { epoch: 'abcd1234', partitions: 2 };

function beginning(epoch: string | undefined, starts = [0, 0]): Beginning {
  const where = new Map(starts.map((start, partition) => [partition, nextAt(start)]));
  if (epoch === undefined) return { opened: undefined, starts: where };
  const value = Buffer.from(writeLogOpened({ id, time: '2026-01-31T12:00:00.000Z', epoch, partitions: 2 }));
  const opened = readLogOpened(null, value);
  if (opened === undefined) throw new Error('it is no LogOpened');
  return { opened, starts: where };
}

test('a topic that begins with the right LogOpened is the log', () => {
  expect(faultOfLog(identity, { partitions: 2, ...beginning('abcd1234') })).toBeUndefined();
});

test('a topic without LogOpened has not been set up', () => {
  expect(faultOfLog(identity, { partitions: 2, ...beginning(undefined) })).toContain('notes setup');
});

test('one whose beginning has been deleted may be the log: the checkpoints tell', () => {
  expect(faultOfLog(identity, { partitions: 2, ...beginning(undefined, [1, 0]) })).toBeUndefined();
});

test('another epoch, or fewer partitions, is another log; what was added to it is none of its own', () => {
  const other = { partitions: 2, ...beginning('zzzz9999') };
  expect(faultOfLog(identity, other)).toContain('follows abcd1234, the topic holds zzzz9999');
  expect(faultOfLog(identity, { partitions: 1, ...beginning('abcd1234') })).toContain('1 partitions');
  expect(faultOfLog(identity, { partitions: 24, ...beginning('abcd1234') })).toBeUndefined();
});

const at = (position: number, recordId: string | null) => ({
  partition: 5,
  next: nextOf(position),
  recordId,
  journalPos: null,
});
const found = (end: number, recordId?: string, start = 0) => ({ start: nextAt(start), end: nextAt(end), recordId });

test('a log that ends before the checkpoint has been truncated', () => {
  expect(faultOfCheckpoint(at(9, 'a'), found(9))).toContain('partition 5 ends at 9, but 9 is applied');
  expect(faultOfCheckpoint(at(9, 'a'), found(10, 'a'))).toBeUndefined();
});

test('another record at the checkpoint, or none, is another log', () => {
  expect(faultOfCheckpoint(at(9, 'a'), found(20, 'b'))).toContain('holds b at 9, but a is applied');
  expect(faultOfCheckpoint(at(9, 'a'), found(20))).toContain('holds nothing');
});

test('a checkpoint at its beginning, or where there is no record, has only its end to agree', () => {
  expect(faultOfCheckpoint(at(-1, null), found(0))).toBeUndefined();
  expect(faultOfCheckpoint(at(4, null), found(5))).toBeUndefined();
  expect(faultOfCheckpoint(at(4, null), found(4))).toContain('truncated');
});

test('what has been deleted is no loss where it is applied, and one that nothing mends where it is not', () => {
  expect(faultOfCheckpoint(at(9, 'a'), found(20, undefined, 10))).toBeUndefined();
  expect(faultOfCheckpoint(at(9, 'a'), found(20, 'a', 9))).toBeUndefined();
  expect(faultOfCheckpoint(at(9, 'a'), found(20, undefined, 11))).toContain('begins at 11');
  expect(faultOfCheckpoint(at(-1, null), found(20, undefined, 1))).toContain('no database can be built');
});

test('without a record that opens the log, one at a checkpoint shows which it is, or that all stand where it begins', () => {
  const kept = [at(9, 'a'), found(20, 'a', 3)] as const;
  const gone = [at(9, 'a'), found(20, undefined, 10)] as const;
  const unnamed = [at(9, null), found(20, undefined, 3)] as const;
  expect(isProvedBy([gone, kept])).toBe(true);
  expect(isProvedBy([gone, gone])).toBe(true);
  expect(isProvedBy([gone, unnamed])).toBe(false);
});
