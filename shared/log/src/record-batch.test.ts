import fc from 'fast-check';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import crc32c from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';
import decodeMessages from 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js';
import { expect, test } from 'vitest';
import { ByteWriter } from './byte-writer.ts';
import { sizeOfBatch, writeBatch } from './record-batch.ts';
import type { NewRecord } from './take-request.ts';

const timeMs = 1_795_274_555_600;

function batchOf(records: readonly NewRecord[]): Buffer {
  const size = sizeOfBatch(records);
  const writer = new ByteWriter(size);
  writeBatch(writer, records, size, timeMs);
  expect(writer.at).toBe(size);
  return writer.buffer;
}

/** By kafkajs' own decoder, which wants the length before them. */
function decoded(batch: Buffer) {
  const length = Buffer.alloc(4);
  length.writeInt32BE(batch.length);
  return decodeMessages(new Decoder(Buffer.concat([length, batch])));
}

const anyRecord = fc.record({
  key: fc.option(fc.string({ unit: 'binary', maxLength: 80 })),
  value: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
});

test('kafkajs reads any records as they were written, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyRecord, { minLength: 1, maxLength: 150 }), async (records) => {
      expect(await decoded(batchOf(records))).toMatchObject(
        records.map(({ key, value }, index) => ({
          offset: String(index),
          key: key === null ? null : Buffer.from(key),
          value,
          timestamp: String(timeMs),
          headers: { 'content-type': Buffer.from('application/cloudevents+json') },
          isControlRecord: false,
        })),
      );
    }),
  );
});

test('the checksum covers all from the attributes on', () => {
  const batch = batchOf([{ key: 'a', value: Buffer.from('1') }]);
  expect(batch.readUInt32BE(17)).toBe(crc32c(batch.subarray(21)));
});
