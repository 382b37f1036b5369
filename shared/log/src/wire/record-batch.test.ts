import { gzipSync } from 'node:zlib';
import crc32c from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';
import { expect, test } from 'vitest';
import { ByteWriter } from './byte-writer.ts';
import type { OutgoingRecord } from './outgoing-record.ts';
import { readRecordBatches } from './read-record-batches.ts';
import { attributesAt, batchHeaderBytes, controlFlag, crcAt } from './record-batch.ts';
import { sizeOfRecordBatch, writeRecordBatch } from './write-record-batch.ts';

const records = (count: number, bytes = 20): OutgoingRecord[] =>
  Array.from({ length: count }, (_, index) => ({ key: `kéy ${index}`, value: Buffer.alloc(bytes, index % 256) }));

function batchOf(outgoing: readonly OutgoingRecord[], baseOffset: number): Buffer {
  const size = sizeOfRecordBatch(outgoing);
  const writer = new ByteWriter(size);
  writeRecordBatch(writer, outgoing, size, 1_700_000_000_123);
  expect(writer.at).toBe(size);
  writer.buffer.writeBigInt64BE(BigInt(baseOffset)); // as the broker does; outside the checksum
  return writer.buffer;
}

function reseal(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32c(batch.subarray(attributesAt)), crcAt);
  return batch;
}

test.each([1, 63, 64, 65, 500])('a batch of %i records is read as it was written', (count) => {
  const outgoing = records(count, 130);
  const { records: read, next } = readRecordBatches(batchOf(outgoing, 7_000_000_000), 3, 0);
  expect(next).toBe(7_000_000_000 + count);
  expect(read).toEqual(
    outgoing.map(({ key, value }, index) => ({
      partition: 3,
      offset: 7_000_000_000 + index,
      key: Buffer.from(key ?? ''),
      value,
      timestamp: 1_700_000_000_123,
    })),
  );
});

test('a record without a key stays without one', () => {
  const { records: read } = readRecordBatches(batchOf([{ key: null, value: Buffer.from('v') }], 0), 0, 0);
  expect(read[0]?.key).toBeNull();
});

test('records before the asked offset are dropped, and a batch cut off is left for the next fetch', () => {
  const second = batchOf(records(4), 13);
  const bytes = Buffer.concat([batchOf(records(3), 10), second.subarray(0, second.length - 1)]);
  const { records: read, next, last } = readRecordBatches(bytes, 0, 11);
  expect(read.map(({ offset }) => offset)).toEqual([11, 12]);
  expect(next).toBe(13);
  expect(last?.offset).toBe(10);
});

test('a control batch has no records and is stepped over', () => {
  const control = batchOf(records(1), 20);
  control.writeInt16BE(controlFlag, attributesAt);
  const { records: read, next } = readRecordBatches(Buffer.concat([reseal(control), batchOf(records(1), 21)]), 0, 20);
  expect(read.map(({ offset }) => offset)).toEqual([21]);
  expect(next).toBe(22);
});

test('a batch compressed with gzip is read', () => {
  const plain = batchOf(records(5), 0);
  const batch = Buffer.concat([plain.subarray(0, batchHeaderBytes), gzipSync(plain.subarray(batchHeaderBytes))]);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt16BE(1, attributesAt);
  expect(readRecordBatches(reseal(batch), 0, 0).records).toHaveLength(5);
});

test('a damaged batch is an error and not data', () => {
  const batch = batchOf(records(2), 40);
  batch[batch.length - 30] = (batch[batch.length - 30] ?? 0) ^ 1;
  expect(() => readRecordBatches(batch, 5, 40)).toThrow('damaged record batch at partition 5, offset 40');
});

test('a compression that cannot be read is an error that names it', () => {
  const batch = batchOf(records(1), 0);
  batch.writeInt16BE(4, attributesAt);
  expect(() => readRecordBatches(reseal(batch), 0, 0)).toThrow('compression 4');
});
