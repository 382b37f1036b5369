import type { RawBatch, RawRecord } from './batch.ts';

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
export function restOf(batch: RawBatch, next: number): RawBatch | undefined {
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
  if (taken === batch.records.length) return batch;
  const records = batch.records.slice(0, taken);
  return { ...batch, next: (records.at(-1)?.offset ?? batch.from - 1) + 1, records };
}

const sizeOf = ({ key, value }: RawRecord): number => (key?.length ?? 0) + (value?.length ?? 0);
