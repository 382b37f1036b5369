import { fromBeginning, type Next } from '@notes/kernel/position';
import type { Broker } from 'kafkajs';
import { createErrorFromCode } from 'kafkajs/src/protocol/error.js';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { LogError } from './log-error.ts';
import type { LogBatch } from './log-record.ts';
import { mapError } from './map-error.ts';
import { readBatches } from './read-batches.ts';

type Fetch = {
  readonly topic: string;
  /** The offset to read next, per partition. */
  readonly from: ReadonlyMap<number, Next>;
  /** How long the broker may hold the answer back while there are fewer bytes than these. */
  readonly maxWaitMs: number;
  readonly minBytes: number;
  /** Of one partition, and of all together. The first batch comes whole, however large. */
  readonly maxBytes: { readonly partition: number; readonly all: number };
};

type FetchedPartition = {
  readonly partition: number;
  readonly errorCode: number;
  /** The high watermark, which is exclusive. */
  readonly end: Next;
  /** Record batches, the last one perhaps cut off. */
  readonly batches: Buffer;
};

/** What kafkajs does not tell of its brokers: how they send. */
type Sends = { readonly connectionPool: { send(call: { request: object; response: object }): Promise<Answer> } };
type Answer = {
  readonly errorCode: number;
  readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[];
};

/**
 * From version 11 on a broker also answers for partitions that it only has a copy of, which may end before what its leader has
 * acknowledged: a reader who is that far would be told that there is no such offset.
 */
const api = { apiKey: 1, apiVersion: 10, apiName: 'Fetch' } as const;
const consumer = -1;
const readUncommitted = 0;
const unknown = -1;
const none: Buffer = Buffer.alloc(0);

/** kafkajs would throw for the first partition that was refused, and tell nothing of the others. */
async function parse(answer: Answer): Promise<Answer> {
  if (answer.errorCode !== 0) throw createErrorFromCode(answer.errorCode);
  return answer;
}

/**
 * One fetch of partitions that a broker leads. Isolation is "read uncommitted": what counts is decided by the rule of
 * acceptance alone, the same for every reader, and no foreign transaction can hold the log back.
 *
 * Encoded and decoded here and not by kafkajs, which makes an object of every field of every record, and an encoder for
 * every partition of a request.
 */
async function fetchPartitions(broker: Broker, fetch: Fetch): Promise<readonly FetchedPartition[]> {
  const { connectionPool } = broker as Broker & Sends;
  const body = encode(fetch);
  const request = { ...api, encode: async () => ({ buf: body, buffer: body }) };
  const { responses } = await connectionPool.send({ request, response: { decode, parse } });
  return responses.flatMap(({ partitions }) => partitions);
}

function encode({ topic, from, maxWaitMs, minBytes, maxBytes }: Fetch): Buffer {
  const topicBytes = Buffer.byteLength(topic);
  const writer = new ByteWriter(39 + topicBytes + from.size * 28);
  writer.int32(consumer);
  writer.int32(maxWaitMs);
  writer.int32(minBytes);
  writer.int32(maxBytes.all);
  writer.uint8(readUncommitted);
  writer.int32(0); // no session
  writer.int32(-1);
  writer.int32(1);
  writer.int16(topicBytes);
  writer.text(topic);
  writer.int32(from.size);
  for (const [partition, offset] of from) {
    writer.int32(partition);
    writer.int32(unknown); // the leader's epoch
    writer.int64(offset);
    writer.int64(unknown); // where a follower's log begins
    writer.int32(maxBytes.partition);
  }
  writer.int32(0); // nothing to forget
  return writer.buffer;
}

async function decode(bytes: Buffer): Promise<object> {
  const reader = new ByteReader(bytes);
  const clientSideThrottleTime = reader.int32();
  const errorCode = reader.int16();
  const sessionId = reader.int32();
  const responses = listOf(reader, () => ({
    topicName: reader.text(),
    partitions: listOf(reader, () => decodePartition(reader)),
  }));
  return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses };
}

function decodePartition(reader: ByteReader): FetchedPartition {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const end = reader.int64() as Next;
  reader.skip(16); // the last stable offset, and the first of the log
  reader.skip(Math.max(0, reader.int32()) * 16); // aborted transactions
  const length = reader.int32();
  return { partition, errorCode, end, batches: length <= 0 ? none : reader.bytes(length) };
}

function listOf<T>(reader: ByteReader, readItem: () => T): T[] {
  const items: T[] = [];
  for (let left = reader.int32(); left > 0; left--) items.push(readItem());
  return items;
}

type BatchesFetch = {
  readonly topic: string;
  /** The offset to read next, per partition. */
  readonly from: ReadonlyMap<number, Next>;
  /** How long the broker may hold the answer back while there are fewer bytes than `minBytes`, which is one by default. */
  readonly maxWaitMs: number;
  readonly minBytes?: number;
  /** Per partition. The first batch comes whole, however large. Default 1 MiB. */
  readonly maxBytes?: number;
};

const mebibyte = 1024 * 1024;
const maxResponseBytes = 16 * mebibyte;

/** What came of a fetch: a batch for each partition that was answered, also where there is nothing, and why others were not. */
type Fetched = {
  readonly batches: readonly LogBatch[];
  readonly failures: ReadonlyMap<number, LogError>;
  /** What has come, as it is in the log. */
  readonly bytes: number;
};

/** One fetch of partitions that a broker leads, read. Rejects if there is no answer. */
export async function fetchBatches(broker: Broker, fetch: BatchesFetch): Promise<Fetched> {
  const { topic, from, maxWaitMs, minBytes = 1, maxBytes = mebibyte } = fetch;
  const limits = { partition: maxBytes, all: maxResponseBytes };
  const fetched = await fetchPartitions(broker, { topic, from: shuffled(from), maxWaitMs, minBytes, maxBytes: limits });
  const failures = new Map<number, LogError>();
  const answered = fetched.filter(({ partition, errorCode }) => {
    if (errorCode !== 0) failures.set(partition, mapError(createErrorFromCode(errorCode), `partition ${partition}`));
    return errorCode === 0;
  });
  const batches = await Promise.all(
    answered.map(async ({ partition, end, batches }) => {
      const wanted = { partition, from: from.get(partition) ?? fromBeginning };
      return { ...wanted, ...(await readBatches(batches, wanted)), end };
    }),
  );
  const bytes = fetched.reduce((sum, { batches }) => sum + batches.length, 0);
  return { batches, failures, bytes };
}

/** A broker fills its answer in the order that it is asked in: the first partition must not always be the same (KIP-74). */
function shuffled(from: ReadonlyMap<number, Next>): ReadonlyMap<number, Next> {
  const entries = [...from];
  const first = Math.floor(Math.random() * entries.length);
  return new Map([...entries.slice(first), ...entries.slice(0, first)]);
}

/** Offsets are text in kafkajs. Up to 2^53 they are exact as numbers, and no topic lives to see that. */
export function toOffset(text: string): number {
  const offset = Number(text);
  if (!Number.isSafeInteger(offset)) throw new LogError('fatal', `not an offset: ${text}`);
  return offset;
}
