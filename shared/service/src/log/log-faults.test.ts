import { readRecord, writeLogOpened } from '@notes/kernel';
import { expect, test } from 'vitest';
import { faultOfCheckpoint, faultOfLog } from './log-faults.ts';

const id = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const logOpened = (epoch: string) =>
  Buffer.from(writeLogOpened({ id, time: '2026-01-31T12:00:00.000Z', epoch, partitions: 2 }));
const reading = (value: Buffer | null = logOpened('abcd1234')) => readRecord(null, value);

const identity = { epoch: 'abcd1234', partitions: 2 };

test('a topic that begins with the right LogOpened is the log', () => {
  expect(faultOfLog(identity, { partitions: 2, opened: reading() })).toBeUndefined();
});

test('a topic without LogOpened has not been set up', () => {
  expect(faultOfLog(identity, { partitions: 2, opened: undefined })).toContain('notes setup');
  expect(faultOfLog(identity, { partitions: 2, opened: reading(null) })).toContain('notes setup');
});

test('another epoch, or another number of partitions, is another log', () => {
  const opened = reading(logOpened('zzzz9999'));
  expect(faultOfLog(identity, { partitions: 2, opened })).toContain('follows abcd1234, the topic holds zzzz9999');
  expect(faultOfLog(identity, { partitions: 3, opened: reading() })).toContain('3 partitions');
});

const at = (position: number, recordId: string | null) => ({ partition: 5, position, recordId });

test('a log that ends before the checkpoint has been truncated', () => {
  expect(faultOfCheckpoint(at(9, 'a'), { end: 9, recordId: undefined })).toContain(
    'partition 5 ends at 9, but 9 is applied',
  );
  expect(faultOfCheckpoint(at(9, 'a'), { end: 10, recordId: 'a' })).toBeUndefined();
});

test('another record at the checkpoint, or none, is another log', () => {
  expect(faultOfCheckpoint(at(9, 'a'), { end: 20, recordId: 'b' })).toContain('holds b at 9, but a is applied');
  expect(faultOfCheckpoint(at(9, 'a'), { end: 20, recordId: undefined })).toContain('holds nothing');
});

test('a checkpoint at its beginning, or where there is no record, has only its end to agree', () => {
  expect(faultOfCheckpoint(at(-1, null), { end: 0, recordId: undefined })).toBeUndefined();
  expect(faultOfCheckpoint(at(4, null), { end: 5, recordId: undefined })).toBeUndefined();
  expect(faultOfCheckpoint(at(4, null), { end: 4, recordId: undefined })).toContain('truncated');
});
