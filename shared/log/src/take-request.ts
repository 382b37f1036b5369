export type NewRecord = { readonly key: string | null; readonly value: Buffer };

/** Records that stay together, with the promise of their append. */
export type Group = {
  readonly partition: number;
  readonly records: readonly NewRecord[];
  readonly bytes: number;
  resolve(): void;
  reject(error: Error): void;
};

/**
 * What one request may hold. Half of a broker's default `message.max.bytes`, so that no choice of records reaches it;
 * and few enough records that kafkajs, whose grouping is quadratic, does not hold the event loop.
 */
export const maxRequestRecords = 500;
export const maxRequestBytes = 512 * 1024;

/** A record's share of a request beside key and value: lengths, header, and its part of the batch's head. */
const overheadBytes = 70;

const bytesOf = ({ key, value }: NewRecord): number => (key?.length ?? 0) + value.length + overheadBytes;

export const sumBytes = (records: readonly NewRecord[]): number =>
  records.reduce((sum, record) => sum + bytesOf(record), 0);

/** Cuts records into runs within the caps, in order. One record over the cap is a run of its own. */
export function splitRecords(records: readonly NewRecord[]): readonly (readonly NewRecord[])[] {
  const runs: NewRecord[][] = [];
  let runBytes = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const bytes = bytesOf(record);
    const last = runs.at(-1);
    if (last === undefined || last.length >= maxRequestRecords || runBytes + bytes > maxRequestBytes) {
      runs.push([record]);
      runBytes = bytes;
    } else {
      last.push(record);
      runBytes += bytes;
    }
  }
  return runs;
}

/** Takes the first groups off the queue, up to the caps; at least one, however large. */
export function takeRequest(waiting: Group[]): readonly Group[] {
  let bytes = 0;
  let records = 0;
  let count = 0;
  for (const group of waiting) {
    bytes += group.bytes;
    records += group.records.length;
    if (count > 0 && (bytes > maxRequestBytes || records > maxRequestRecords)) break;
    count += 1;
  }
  return waiting.splice(0, count);
}
