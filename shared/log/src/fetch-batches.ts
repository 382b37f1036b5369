import type { Broker } from 'kafkajs';
import { LogError } from './log-error.ts';
import type { LogBatch, LogRecord } from './log-record.ts';

type Fetch = {
  readonly topic: string;
  /** The offset to read next, per partition. */
  readonly from: ReadonlyMap<number, number>;
  /** How long the broker may hold the answer back while there is nothing. */
  readonly maxWaitMs: number;
  /** Per partition. The first batch comes whole, however large. Default 1 MiB. */
  readonly maxBytes?: number;
};

const mebibyte = 1024 * 1024;
const maxResponseBytes = 16 * mebibyte;

/**
 * One fetch of partitions that a broker leads. Isolation is "read uncommitted": what counts is decided by the rule of
 * acceptance alone, the same for every reader, and no foreign transaction can hold the log back.
 */
export async function fetchBatches(broker: Broker, fetch: Fetch): Promise<readonly LogBatch[]> {
  const { topic, from, maxWaitMs, maxBytes = mebibyte } = fetch;
  const partitions = [...from].map(([partition, offset]) => ({ partition, fetchOffset: String(offset), maxBytes }));
  const limits = { maxWaitTime: maxWaitMs, minBytes: 1, maxBytes: maxResponseBytes };
  const { responses } = (await broker.fetch({
    isolationLevel: 0,
    ...limits,
    topics: [{ topic, partitions }],
  })) as Fetched;
  return responses.flatMap((topics) => topics.partitions.map((each) => toBatch(each, from.get(each.partition) ?? 0)));
}

type Fetched = { readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[] };
type FetchedPartition = {
  readonly partition: number;
  readonly highWatermark: string;
  readonly messages: readonly FetchedMessage[];
};
type FetchedMessage = {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp: string;
  readonly isControlRecord: boolean;
};

/** A broker answers with whole batches, so the first of them may begin before what was asked for. */
export function toBatch({ partition, highWatermark, messages }: FetchedPartition, from: number): LogBatch {
  const records: LogRecord[] = [];
  let next = from;
  for (const { offset: text, key, value, timestamp, isControlRecord } of messages) {
    const offset = toOffset(text);
    if (offset < from) continue;
    next = offset + 1;
    if (!isControlRecord) records.push({ partition, offset, key, value, timestamp: Number(timestamp) });
  }
  return { partition, from, next, end: toOffset(highWatermark), records };
}

/** Offsets are text in kafkajs. Up to 2^53 they are exact as numbers, and no topic lives to see that. */
export function toOffset(text: string): number {
  const offset = Number(text);
  if (!Number.isSafeInteger(offset)) throw new LogError('fatal', `not an offset: ${text}`);
  return offset;
}
