import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import type { OutgoingRecord } from './outgoing-record.ts';
import { sizeOfRecordBatch, writeRecordBatch } from './write-record-batch.ts';

export const produceApi = { key: 0, version: 7 } as const;

/** `baseOffset` is -1 unless the leader has appended, even when `errorCode` then tells of a failure. */
export type ProduceResult = { readonly errorCode: number; readonly baseOffset: number };

const allReplicas = -1;

/** The body of a Produce request: one batch for each partition, acknowledged when all in-sync replicas have it. */
export function writeProduceRequest(
  topic: string,
  batches: ReadonlyMap<number, readonly OutgoingRecord[]>,
  timeoutMs: number,
  timestampMs: number,
): Buffer {
  const sizes = [...batches.values()].map(sizeOfRecordBatch);
  const total = sizes.reduce((sum, size) => sum + 8 + size, 2 + 2 + 4 + 4 + 2 + Buffer.byteLength(topic) + 4);
  const writer = new ByteWriter(total);
  writer.string(null); // transactional id
  writer.int16(allReplicas);
  writer.int32(timeoutMs);
  writer.int32(1);
  writer.string(topic);
  writer.int32(batches.size);
  let index = 0;
  for (const [partition, records] of batches) {
    const size = sizes[index++] ?? 0;
    writer.int32(partition);
    writer.int32(size);
    writeRecordBatch(writer, records, size, timestampMs);
  }
  return writer.buffer;
}

/**
 * What the broker says of each partition. kafkajs has this as one exception for the whole request, which would turn one
 * partition's refusal into doubt about all.
 */
export function readProduceResponse(body: Buffer): Map<number, ProduceResult> {
  const reader = new ByteReader(body);
  const results = new Map<number, ProduceResult>();
  for (let topics = reader.int32(); topics > 0; topics -= 1) {
    reader.string();
    for (let partitions = reader.int32(); partitions > 0; partitions -= 1) {
      const partition = reader.int32();
      const errorCode = reader.int16();
      const baseOffset = reader.int64();
      reader.skip(16); // log append time, log start offset
      results.set(partition, { errorCode, baseOffset });
    }
  }
  return results;
}
