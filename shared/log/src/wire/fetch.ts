import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

export const fetchApi = { key: 1, version: 11 } as const;

export type FetchLimits = {
  /** How long the broker may hold the request when there is nothing to read. */
  readonly maxWaitMs: number;
  readonly maxBytes: number;
  readonly maxBytesPerPartition: number;
};

export type FetchedPartition = {
  readonly partition: number;
  readonly errorCode: number;
  readonly end: number;
  readonly batches: Buffer;
};

const headBytes = 33;
const partitionBytes = 28;
const noBytes = Buffer.alloc(0);

/**
 * The body of a Fetch request for these offsets, outside any fetch session. Uncommitted transactions are read too: nothing
 * of ours writes any, and a stranger's that hangs must not hold up every reader.
 */
export function writeFetchRequest(topic: string, offsets: ReadonlyMap<number, number>, limits: FetchLimits): Buffer {
  const writer = new ByteWriter(headBytes + 2 + Buffer.byteLength(topic) + offsets.size * partitionBytes + 6);
  writer.int32(-1); // not a replica
  writer.int32(limits.maxWaitMs);
  writer.int32(1); // answer as soon as there is a byte
  writer.int32(limits.maxBytes);
  writer.int8(0); // isolation level: read uncommitted
  writer.int32(0);
  writer.int32(-1); // no session
  writer.int32(1);
  writer.string(topic);
  writer.int32(offsets.size);
  for (const [partition, offset] of offsets) {
    writer.int32(partition);
    writer.int32(-1); // leader epoch: any
    writer.int64(offset);
    writer.int64(-1);
    writer.int32(limits.maxBytesPerPartition);
  }
  writer.int32(0); // forgotten topics
  writer.string(''); // rack
  return writer.buffer;
}

/** What the broker says of each partition; `batches` is a slice of the response. */
export function readFetchResponse(body: Buffer): { errorCode: number; partitions: FetchedPartition[] } {
  const reader = new ByteReader(body);
  reader.skip(4); // throttle time
  const errorCode = reader.int16();
  reader.skip(4); // session
  const partitions: FetchedPartition[] = [];
  for (let topics = reader.int32(); topics > 0; topics -= 1) {
    reader.string();
    for (let count = reader.int32(); count > 0; count -= 1) partitions.push(readPartition(reader));
  }
  return { errorCode, partitions };
}

function readPartition(reader: ByteReader): FetchedPartition {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const end = reader.int64();
  reader.skip(16); // last stable offset, log start offset
  const aborted = reader.int32();
  if (aborted > 0) reader.skip(aborted * 16);
  reader.skip(4); // preferred read replica
  const batches = reader.bytes(reader.int32()) ?? noBytes;
  return { partition, errorCode, end, batches };
}
