import { type Next, nextOf } from '@notes/kernel/position';
import crc32c from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';
import { ByteReader } from './byte-reader.ts';
import { LogError } from './log-error.ts';
import type { LogRecord } from './log-record.ts';
import { unpack } from './unpack/unpack.ts';
import { unpackLimit } from './unpack/unpacked-bytes.ts';

/** What a fetch gives of a partition: the records from an offset on, and the offset after the last of them. */
export type Stretch = { readonly records: readonly LogRecord[]; readonly next: Next };

type Wanted = { readonly partition: number; readonly from: Next };

/** See record-batch.ts for the form of a batch. */
const format = 2;
const headBytes = 61;
const bytesBeforeLength = 12;
const bytesBeforeChecksum = 5;
/** As far as all formats are alike: up to the number of the format. */
const commonBytes = 5;
const compressed = 0x07;
const appendTime = 0x08;
const control = 0x20;

/**
 * Reads record batches of format 2. A broker answers with whole batches, so the first may begin before `from`: those records are
 * left out. So are control records, which take offsets all the same. The last batch may be cut off by the limit of the
 * fetch, and is then ignored; as is what comes after so much that memory would not bear more of it.
 *
 * A batch that cannot be read (of an older format, compressed in an unknown way, broken, too large when unpacked) comes to one record that
 * says so, and the next one is read: it will be the same for every reader, and no batch may stop a partition. Throws a
 * LogError `fatal` only where it is not known where the next one begins.
 */
export async function readBatches(bytes: Buffer, wanted: Wanted): Promise<Stretch> {
  const records: LogRecord[] = [];
  const reader = new ByteReader(bytes);
  let next = wanted.from;
  for (let unpacked = 0; reader.left >= bytesBeforeLength + commonBytes && unpacked < unpackLimit; ) {
    const offset = reader.int64();
    const length = reader.int32();
    if (length > reader.left) break;
    if (length < commonBytes) throw new LogError('fatal', `the log holds a batch of ${length} bytes at ${offset}`);
    const batch = reader.bytes(length);
    const head = readHead(batch, offset);
    const before = records.length;
    try {
      if (head.unlike !== undefined) throw new Error(head.unlike);
      if ((head.attributes & control) === 0) {
        const packed = (head.attributes & compressed) !== 0;
        const body = packed ? await unpackBody(batch, head) : batch.subarray(headBytes - bytesBeforeLength);
        if (packed) unpacked += body.length;
        readRecords(new ByteReader(body), head, wanted, records);
      }
    } catch (error) {
      records.length = before;
      if (head.last >= wanted.from) records.push(inItsPlace(head, wanted, error));
    }
    if (head.last >= next) next = nextOf(head.last);
  }
  return { records, next };
}

type Head = {
  readonly offset: number;
  /** The last offset that the batch takes. */
  readonly last: number;
  readonly attributes: number;
  readonly firstTime: number;
  readonly lastTime: number;
  readonly count: number;
  readonly checksum: number;
  /** Why no more than its offsets is known. */
  readonly unlike: string | undefined;
};

function readHead(batch: Buffer, offset: number): Head {
  const reader = new ByteReader(batch);
  reader.skip(4); // the leader's epoch
  const magic = reader.int8();
  if (magic !== format) return unlike(offset, `it is of format ${magic}, not ${format}`);
  if (batch.length < headBytes - bytesBeforeLength) return unlike(offset, 'its head is cut off');
  // The broker has verified it, and TCP guards the way from there; see unpackBody for where it is looked at.
  const checksum = reader.int32() >>> 0;
  const attributes = reader.int16();
  const last = offset + reader.int32();
  const firstTime = reader.int64();
  const lastTime = reader.int64();
  reader.skip(14); // who the producer was
  const count = reader.int32();
  return { offset, last, attributes, firstTime, lastTime, count, checksum, unlike: undefined };
}

/** Older formats name their last offset where this one names its first. */
const unlike = (offset: number, why: string): Head => ({
  ...{ offset, last: offset, attributes: 0, firstTime: -1, lastTime: -1, count: 0, checksum: 0 },
  unlike: why,
});

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
    if (end < reader.at) throw new RangeError('a record is longer than it says');
    // Headers have no say.
    reader.at = end;
  }
}

function nullable(reader: ByteReader): Buffer | null {
  const length = reader.varint();
  return length < 0 ? null : reader.bytes(length);
}

/** A decoder makes something or other of what a disk has broken, so the checksum comes first. */
function unpackBody(batch: Buffer, { attributes, checksum }: Head): Promise<Buffer> {
  if (crc32c(batch.subarray(bytesBeforeChecksum + 4)) !== checksum) throw new Error('its checksum is wrong');
  return unpack(attributes & compressed, batch.subarray(headBytes - bytesBeforeLength));
}

function inItsPlace({ offset, last, lastTime }: Head, { partition }: Wanted, error: unknown): LogRecord {
  const why = error instanceof Error ? error.message : String(error);
  const unreadable = `the batch of offsets ${offset} to ${last} cannot be read: ${why}`;
  return { partition, offset: last, key: null, value: null, timestamp: lastTime, unreadable };
}
