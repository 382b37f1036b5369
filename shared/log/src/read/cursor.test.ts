import { expect, test } from 'vitest';
import { ByteWriter } from '../wire/byte-writer.ts';
import { sizeOfRecordBatch, writeRecordBatch } from '../wire/write-record-batch.ts';
import { advance, ask, createCursor, seekCursor, verifyCursor } from './cursor.ts';

function fetched(...batches: { at: number; values: string[] }[]) {
  const bytes = batches.map(({ at, values }) => {
    const records = values.map((value) => ({ key: 'k', value: Buffer.from(value) }));
    const size = sizeOfRecordBatch(records);
    const writer = new ByteWriter(size);
    writeRecordBatch(writer, records, size, 1);
    writer.buffer.writeBigInt64BE(BigInt(at));
    return writer.buffer;
  });
  return { partition: 0, errorCode: 0, end: 100, batches: Buffer.concat(bytes) };
}

function readTwice() {
  const cursor = createCursor(0, 0);
  advance(cursor, ask(cursor), fetched({ at: 0, values: ['a', 'b'] }, { at: 2, values: ['c'] }));
  return cursor;
}

test('a cursor moves past what was fetched', () => {
  const cursor = createCursor(0, 1);
  const batch = advance(cursor, ask(cursor), fetched({ at: 0, values: ['a', 'b'] }));
  expect(batch).toMatchObject({ from: 1, next: 2, end: 100 });
  expect(batch?.records.map(({ offset }) => offset)).toEqual([1]);
  expect(cursor.next).toBe(2);
});

test('after a disturbance it looks back at its last batch and goes on when that is still there', () => {
  const cursor = readTwice();
  verifyCursor(cursor);
  expect(ask(cursor).offset).toBe(2);
  const batch = advance(cursor, ask(cursor), fetched({ at: 2, values: ['c'] }, { at: 3, values: ['d'] }));
  expect(batch?.records.map(({ value }) => value?.toString())).toEqual(['d']);
  expect(cursor.verifying).toBe(false);
});

test('another batch at the same offset ends the reading', () => {
  const cursor = readTwice();
  verifyCursor(cursor);
  const exchanged = fetched({ at: 2, values: ['x'] }, { at: 3, values: ['y'] });
  expect(() => advance(cursor, ask(cursor), exchanged)).toThrow('no longer there');
});

test('an answer with nothing in it proves nothing and is asked again', () => {
  const cursor = readTwice();
  verifyCursor(cursor);
  expect(advance(cursor, ask(cursor), fetched())).toBeUndefined();
  expect(cursor.verifying).toBe(true);
});

test('an answer to a question before a seek is dropped', () => {
  const cursor = createCursor(0, 0);
  const asked = ask(cursor);
  seekCursor(cursor, 0);
  expect(advance(cursor, asked, fetched({ at: 0, values: ['a'] }))).toBeUndefined();
  expect(cursor.next).toBe(0);
});

test('special and broken offsets are refused', () => {
  for (const offset of [-1, -2, 1.5, Number.NaN, 2 ** 53]) expect(() => createCursor(0, offset)).toThrow(RangeError);
});
