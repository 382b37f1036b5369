import { type Next, nextOf, type Reading, type RecordReader, recordId } from '@notes/kernel';

/** A record of the log as it comes from the broker. `timestamp` is in ms: the broker's, or where the topic takes them its producer's. */
export type RawRecord = {
  readonly offset: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly timestamp?: number;
  /** It stands for a batch that cannot be read: why. It then has neither key nor value. */
  readonly unreadable?: string;
};

/**
 * A stretch of one partition: every record there is from `from` up to, not including, `next`. Offsets have holes, so a
 * stretch may begin before its first record and end after its last.
 */
export type RawBatch = {
  readonly partition: number;
  readonly from: Next;
  readonly next: Next;
  readonly records: readonly RawRecord[];
};

/** A record, and what it turns out to be. */
type ReadRecord = { readonly offset: number; readonly reading: Reading; readonly raw: RawRecord };

/** The same stretch with its records read. `lastRecordId` names the record right before `next`; null if that offset holds none. */
export type Batch = {
  readonly partition: number;
  readonly from: Next;
  readonly next: Next;
  readonly records: readonly ReadRecord[];
  readonly lastRecordId: string | null;
};

/** Reads every record of a stretch of a log with so many partitions. */
export function readBatch(reader: RecordReader, batch: RawBatch, partitions: number): Batch {
  const { partition, from, next, records } = batch;
  const read = records.map((raw) => ({
    offset: raw.offset,
    reading: reader.readPlaced({ partition, key: raw.key, value: raw.value, unreadable: raw.unreadable }, partitions),
    raw,
  }));
  const last = read.at(-1);
  const lastRecordId = last !== undefined && nextOf(last.offset) === next ? nameOf(reader, last) : null;
  return { partition, from, next, records: read, lastRecordId };
}

/**
 * The name of a record does not depend on its partition: a later comparison of log and database looks at the record alone, and
 * would take an event in the wrong partition for another record, and the log for another log. What cannot be read has no name:
 * other software may read it.
 */
const nameOf = (reader: RecordReader, { reading, raw: { key, value, unreadable } }: ReadRecord): string | null =>
  unreadable === undefined ? recordId(reading.kind === 'malformed' ? reader.read(key, value) : reading, value) : null;

/** The ids of the subjects in the batches, each once. */
export function subjectsOf(batches: readonly Batch[]): string[] {
  const ids = new Set<string>();
  for (const { records } of batches)
    for (const { reading } of records) if (reading.kind === 'event') ids.add(reading.event.subject);
  return [...ids];
}

/** How much one transaction takes at most; it always takes at least one record. */
export type Caps = { readonly records: number; readonly bytes: number };

/**
 * The beginnings of the batches that one transaction may take, oldest batch first, one of each partition. What is left of
 * a batch that was cut is for the next one.
 */
export function takeSlices(waiting: readonly RawBatch[], caps: Caps): RawBatch[] {
  const slices: RawBatch[] = [];
  const partitions = new Set<number>();
  const left = { ...caps };
  for (const batch of waiting) {
    if (partitions.has(batch.partition)) continue;
    if (slices.length > 0 && (left.records <= 0 || left.bytes <= 0)) break;
    partitions.add(batch.partition);
    slices.push(takeFrom(batch, left));
  }
  return slices;
}

/** Whether slices make a full transaction. */
export function fills(slices: readonly RawBatch[], caps: Caps): boolean {
  const records = slices.flatMap((slice) => slice.records);
  return records.length >= caps.records || records.reduce((sum, record) => sum + sizeOf(record), 0) >= caps.bytes;
}

/** What is left of a batch once its part below `next` is applied; undefined if nothing is. */
export function restOf(batch: RawBatch, next: Next): RawBatch | undefined {
  if (next >= batch.next) return undefined;
  return { ...batch, from: next, records: batch.records.filter(({ offset }) => offset >= next) };
}

function takeFrom(batch: RawBatch, left: { records: number; bytes: number }): RawBatch {
  let taken = 0;
  for (const record of batch.records) {
    if (taken > 0 && (left.records <= 0 || left.bytes <= 0)) break;
    left.records--;
    left.bytes -= sizeOf(record);
    taken++;
  }
  const last = batch.records[taken - 1];
  if (taken === batch.records.length || last === undefined) return batch;
  return { ...batch, next: nextOf(last.offset), records: batch.records.slice(0, taken) };
}

const sizeOf = ({ key, value }: RawRecord): number => (key?.length ?? 0) + (value?.length ?? 0);
