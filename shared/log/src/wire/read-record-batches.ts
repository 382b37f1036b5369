import { gunzipSync } from 'node:zlib';
import crc32c from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';
import { LogError } from '../log-error.ts';
import type { LogRecord } from '../log-record.ts';
import { ByteReader } from './byte-reader.ts';
import {
  attributesAt,
  batchHeaderBytes,
  batchPrefixBytes,
  compressionMask,
  controlFlag,
  logAppendTimeFlag,
  magicOfFormat2,
} from './record-batch.ts';

/** Tells a batch from any other: what stands at its offset, by checksum. */
export type BatchMark = { readonly offset: number; readonly crc: number };

/** `next` is the offset after the last whole batch, control records and holes included; undefined without a whole batch. */
export type ReadBatches = {
  readonly records: readonly LogRecord[];
  readonly next: number | undefined;
  readonly first: BatchMark | undefined;
  readonly last: BatchMark | undefined;
};

const gzip = 1;

/**
 * Decodes a partition's part of a fetch response: whole batches, the last of which may be cut off and is then left for the
 * next fetch. Records before `from` are dropped, as brokers send whole batches. Control records are skipped.
 * A wrong checksum, an old format or a compression other than gzip is a LogError `fatal`.
 */
export function readRecordBatches(bytes: Buffer, partition: number, from: number): ReadBatches {
  const records: LogRecord[] = [];
  let next: number | undefined;
  let first: BatchMark | undefined;
  let last: BatchMark | undefined;
  for (let at = 0; at + batchPrefixBytes <= bytes.length; ) {
    const end = at + batchPrefixBytes + bytes.readInt32BE(at + 8);
    if (end > bytes.length) break;
    const header = readHeader(bytes.subarray(at, end), partition);
    last = { offset: header.baseOffset, crc: header.crc };
    first ??= last;
    next = header.baseOffset + header.lastOffsetDelta + 1;
    if (!header.control && next > from) readRecords(header, partition, from, records);
    at = end;
  }
  return { records, next, first, last };
}

type Header = {
  readonly baseOffset: number;
  readonly crc: number;
  readonly attributes: number;
  readonly control: boolean;
  readonly lastOffsetDelta: number;
  readonly firstTimestamp: number;
  readonly maxTimestamp: number;
  readonly count: number;
  readonly body: Buffer;
};

function readHeader(batch: Buffer, partition: number): Header {
  const reader = new ByteReader(batch);
  const baseOffset = reader.int64();
  const where = `partition ${partition}, offset ${baseOffset}`;
  reader.skip(8); // length, leader epoch
  const magic = reader.int8();
  if (magic !== magicOfFormat2) throw new LogError('fatal', `record batch of format ${magic} at ${where}`);
  const crc = reader.uint32();
  if (crc !== crc32c(batch.subarray(attributesAt))) throw new LogError('fatal', `damaged record batch at ${where}`);
  const attributes = reader.int16();
  const lastOffsetDelta = reader.int32();
  const firstTimestamp = reader.int64();
  const maxTimestamp = reader.int64();
  reader.skip(14); // producer id, producer epoch, base sequence
  const count = reader.int32();
  const body = decompress(batch.subarray(batchHeaderBytes), attributes & compressionMask, where);
  const control = (attributes & controlFlag) !== 0;
  return { baseOffset, crc, attributes, control, lastOffsetDelta, firstTimestamp, maxTimestamp, count, body };
}

/** This software writes uncompressed; others may have written before it. */
function decompress(body: Buffer, codec: number, where: string): Buffer {
  if (codec === 0) return body;
  if (codec === gzip) return gunzipSync(body);
  throw new LogError('fatal', `record batch with compression ${codec} at ${where}: only gzip can be read`);
}

function readRecords(header: Header, partition: number, from: number, into: LogRecord[]): void {
  const reader = new ByteReader(header.body);
  const appendTime = (header.attributes & logAppendTimeFlag) !== 0;
  for (let index = 0; index < header.count; index += 1) {
    const end = reader.varint() + reader.at;
    reader.skip(1); // attributes
    const timestampDelta = reader.varlong();
    const offset = header.baseOffset + reader.varint();
    const key = reader.bytes(reader.varint());
    const value = reader.bytes(reader.varint());
    reader.at = end; // headers are not read: the value says all
    const timestamp = appendTime ? header.maxTimestamp : header.firstTimestamp + timestampDelta;
    if (offset >= from) into.push({ partition, offset, key, value, timestamp });
  }
}
