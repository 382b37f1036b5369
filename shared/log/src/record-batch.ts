import crc32c from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';
import { ByteWriter, sizeOfVarint } from './byte-writer.ts';
import type { NewRecord } from './take-request.ts';

/**
 * A record batch of format 2, as Kafka's own documentation has it ("Record Batch"). The checksum covers everything from
 * the attributes on:
 *
 *     base offset 8 · length of what follows 4 · leader epoch 4 · magic 1 · crc 4 · attributes 2 · last offset delta 4 ·
 *     first time 8 · last time 8 · producer id 8 · producer epoch 2 · base sequence 4 · count 4 · records
 */
const headBytes = 61;
const bytesBeforeLength = 12;
const crcAt = 17;
const attributesAt = 21;
const format = 2;

/** The one header, which is the same for every record and therefore encoded once. */
const headers = encodeHeader('content-type', 'application/cloudevents+json');

/** Bytes of one batch of these records. */
export function sizeOfBatch(records: readonly NewRecord[]): number {
  return records.reduce((sum, record, index) => sum + sizeOfRecord(record, index), headBytes);
}

/** Writes one uncompressed batch of a producer without identity; the offsets are the broker's to set. */
export function writeBatch(writer: ByteWriter, records: readonly NewRecord[], size: number, timeMs: number): void {
  const start = writer.at;
  writer.int64(0);
  writer.int32(size - bytesBeforeLength);
  writer.int32(-1);
  writer.uint8(format);
  writer.uint32(0); // the checksum, below
  writer.int16(0); // neither compressed nor of a transaction, and times are the producer's
  writer.int32(records.length - 1);
  writer.int64(timeMs);
  writer.int64(timeMs);
  writer.int64(-1);
  writer.int16(-1);
  writer.int32(-1);
  writer.int32(records.length);
  for (const [index, record] of records.entries()) writeRecord(writer, record, index);
  const batch = writer.buffer.subarray(start, writer.at);
  batch.writeUInt32BE(crc32c(batch.subarray(attributesAt)), crcAt);
}

function writeRecord(writer: ByteWriter, record: NewRecord, offsetDelta: number): void {
  const { key, value } = record;
  writer.varint(sizeOfBody(record, offsetDelta));
  writer.uint8(0); // no attributes exist
  writer.varint(0); // the batch's own time
  writer.varint(offsetDelta);
  writer.varint(key === null ? -1 : Buffer.byteLength(key));
  if (key !== null) writer.text(key);
  writer.varint(value.length);
  writer.bytes(value);
  writer.bytes(headers);
}

function sizeOfRecord(record: NewRecord, offsetDelta: number): number {
  const size = sizeOfBody(record, offsetDelta);
  return sizeOfVarint(size) + size;
}

function sizeOfBody({ key, value }: NewRecord, offsetDelta: number): number {
  const keyBytes = key === null ? 0 : Buffer.byteLength(key);
  const sizeOfKey = sizeOfVarint(key === null ? -1 : keyBytes) + keyBytes;
  return 2 + sizeOfVarint(offsetDelta) + sizeOfKey + sizeOfVarint(value.length) + value.length + headers.length;
}

function encodeHeader(name: string, value: string): Buffer {
  const writer = new ByteWriter(3 + name.length + value.length);
  writer.varint(1);
  writer.varint(name.length);
  writer.text(name);
  writer.varint(value.length);
  writer.text(value);
  return writer.buffer;
}
