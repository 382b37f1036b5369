import type { Broker } from 'kafkajs';
import { fetchPartitions } from './fetch.ts';
import { LogError } from './log-error.ts';
import type { LogBatch } from './log-record.ts';
import { readBatches } from './read-batches.ts';

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

/** One fetch of partitions that a broker leads, read: a batch for each partition, also where there is nothing. */
export async function fetchBatches(broker: Broker, fetch: Fetch): Promise<readonly LogBatch[]> {
  const { topic, from, maxWaitMs, maxBytes = mebibyte } = fetch;
  const limits = { partition: maxBytes, all: maxResponseBytes };
  const fetched = await fetchPartitions(broker, { topic, from: shuffled(from), maxWaitMs, maxBytes: limits });
  return Promise.all(
    fetched.map(async ({ partition, end, batches }) => {
      const wanted = { partition, from: from.get(partition) ?? 0 };
      return { ...wanted, ...(await readBatches(batches, wanted)), end };
    }),
  );
}

/** A broker fills its answer in the order that it is asked in: the first partition must not always be the same (KIP-74). */
function shuffled(from: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
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
