import { lookupCodecByAttributes } from 'kafkajs/src/protocol/message/compression/index.js';
import { ByteReader } from './byte-reader.ts';
import { LogError } from './log-error.ts';
import type { LogRecord } from './log-record.ts';

/** What a fetch gives of a partition: the records from an offset on, and the offset after the last of them. */
export type Stretch = { readonly records: readonly LogRecord[]; readonly next: number };

type Wanted = { readonly partition: number; readonly from: number };

/** See record-batch.ts for the form of a batch. */
const format = 2;
const headBytes = 61;
const bytesBeforeLength = 12;
const compressed = 0x07;
const appendTime = 0x08;
const control = 0x20;

/**
 * Reads record batches of format 2. A broker answers with whole batches, so the first may begin before `from`: those records are
 * left out. So are control records, which take offsets all the same. The last batch may be cut off by the limit of the
 * fetch, and is then ignored. Throws a LogError `fatal` for another format, and for a compression that kafkajs lacks.
 */
export async function readBatches(bytes: Buffer, wanted: Wanted): Promise<Stretch> {
  const records: LogRecord[] = [];
  const reader = new ByteReader(bytes);
  let next = wanted.from;
  while (reader.left >= headBytes) {
    const offset = reader.int64();
    const length = reader.int32();
    if (length > reader.left) break;
    const end = reader.at + length;
    const head = readHead(reader, offset);
    if ((head.attributes & control) === 0) {
      const body = reader.buffer.subarray(reader.at, end);
      const readable = (head.attributes & compressed) === 0 ? body : await decompress(body, head.attributes);
      readRecords(new ByteReader(readable), head, wanted, records);
    }
    next = Math.max(next, offset + head.lastOffsetDelta + 1);
    reader.at = end;
  }
  return { records, next };
}

type Head = {
  readonly offset: number;
  readonly attributes: number;
  readonly lastOffsetDelta: number;
  readonly firstTime: number;
  readonly lastTime: number;
  readonly count: number;
};

function readHead(reader: ByteReader, offset: number): Head {
  const start = reader.at;
  reader.skip(4); // the leader's epoch
  const magic = reader.int8();
  if (magic !== format) throw new LogError('fatal', `the log holds records of format ${magic}, not ${format}`);
  reader.skip(4); // the checksum, which the broker has verified, and TCP guards the way from there
  const attributes = reader.int16();
  const lastOffsetDelta = reader.int32();
  const firstTime = reader.int64();
  const lastTime = reader.int64();
  reader.skip(14); // who the producer was
  const count = reader.int32();
  reader.at = start + headBytes - bytesBeforeLength;
  return { offset, attributes, lastOffsetDelta, firstTime, lastTime, count };
}

function readRecords(reader: ByteReader, head: Head, { partition, from }: Wanted, into: LogRecord[]): void {
  for (let i = 0; i < head.count; i++) {
    const length = reader.varint();
    const end = reader.at + length;
    reader.skip(1); // no attributes exist
    const time = head.firstTime + reader.varint();
    const offset = head.offset + reader.varint();
    if (offset >= from) {
      const key = nullable(reader);
      const value = nullable(reader);
      const timestamp = (head.attributes & appendTime) === 0 ? time : head.lastTime;
      into.push({ partition, offset, key, value, timestamp });
    }
    // Headers have no say.
    reader.at = end;
  }
}

function nullable(reader: ByteReader): Buffer | null {
  const length = reader.varint();
  return length < 0 ? null : reader.bytes(length);
}

async function decompress(body: Buffer, attributes: number): Promise<Buffer> {
  const codec = lookupCodecByAttributes(attributes);
  if (codec === null)
    throw new LogError('fatal', `the log holds batches of the unknown compression ${attributes & compressed}`);
  return codec.decompress(body);
}
