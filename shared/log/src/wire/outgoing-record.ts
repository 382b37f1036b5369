import { contentTypeHeader } from '@notes/contracts';
import { ByteWriter, sizeOfVarint } from './byte-writer.ts';

export type OutgoingRecord = { readonly key: string | null; readonly value: Buffer };

/** Every record carries the same headers, so they are encoded once. */
const headers = encodeHeaders(contentTypeHeader);

function encodeHeaders(pairs: Readonly<Record<string, string>>): Buffer {
  const writer = new ByteWriter(1024);
  writer.varint(Object.keys(pairs).length);
  for (const [name, value] of Object.entries(pairs)) {
    writer.varint(Buffer.byteLength(name));
    writer.text(name);
    writer.varint(Buffer.byteLength(value));
    writer.text(value);
  }
  return Buffer.from(writer.buffer.subarray(0, writer.at));
}

/** Bytes of the record's body, without the length before it. */
function sizeOfBody({ key, value }: OutgoingRecord, offsetDelta: number): number {
  const keyLength = key === null ? 0 : Buffer.byteLength(key);
  const sizeOfKey = sizeOfVarint(key === null ? -1 : keyLength) + keyLength;
  return 2 + sizeOfVarint(offsetDelta) + sizeOfKey + sizeOfVarint(value.length) + value.length + headers.length;
}

/** Bytes that the record takes at this place of its batch. */
export function sizeOfRecord(record: OutgoingRecord, offsetDelta: number): number {
  const size = sizeOfBody(record, offsetDelta);
  return sizeOfVarint(size) + size;
}

/** Writes the record with the batch's own time. */
export function writeRecord(writer: ByteWriter, record: OutgoingRecord, offsetDelta: number): void {
  writer.varint(sizeOfBody(record, offsetDelta));
  writer.int8(0); // attributes: none exist
  writer.varint(0); // time since the batch's first
  writer.varint(offsetDelta);
  if (record.key === null) {
    writer.varint(-1);
  } else {
    writer.varint(Buffer.byteLength(record.key));
    writer.text(record.key);
  }
  writer.varint(record.value.length);
  writer.raw(record.value);
  writer.raw(headers);
}
