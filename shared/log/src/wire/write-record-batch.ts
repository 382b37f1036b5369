import crc32c from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';
import type { ByteWriter } from './byte-writer.ts';
import { type OutgoingRecord, sizeOfRecord, writeRecord } from './outgoing-record.ts';
import { attributesAt, batchHeaderBytes, batchPrefixBytes, crcAt, magicOfFormat2 } from './record-batch.ts';

/** Bytes of one batch of these records. */
export function sizeOfRecordBatch(records: readonly OutgoingRecord[]): number {
  let size = batchHeaderBytes;
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index];
    if (record !== undefined) size += sizeOfRecord(record, index);
  }
  return size;
}

/**
 * Writes one uncompressed batch of a producer without identity. Measured with records of 550 bytes, CPU time of a whole
 * request: 5 µs for one record and 1.5 µs each for 500, against 73 and 14 µs with the encoder of kafkajs.
 */
export function writeRecordBatch(
  writer: ByteWriter,
  records: readonly OutgoingRecord[],
  size: number,
  timestampMs: number,
): void {
  const start = writer.at;
  writer.int64(0); // base offset: the broker's to set
  writer.int32(size - batchPrefixBytes);
  writer.int32(-1); // leader epoch: the broker's to set
  writer.int8(magicOfFormat2);
  writer.uint32(0); // crc: below
  writer.int16(0); // attributes: uncompressed, create time, no transaction
  writer.int32(records.length - 1);
  writer.int64(timestampMs);
  writer.int64(timestampMs);
  writer.int64(-1);
  writer.int16(-1);
  writer.int32(-1);
  writer.int32(records.length);
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index];
    if (record !== undefined) writeRecord(writer, record, index);
  }
  const batch = writer.buffer.subarray(start, writer.at);
  batch.writeUInt32BE(crc32c(batch.subarray(attributesAt)), crcAt);
}
