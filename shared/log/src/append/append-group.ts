import type { LogError } from '../log-error.ts';
import type { OutgoingRecord } from '../wire/outgoing-record.ts';

/** Records of one append call (or a part of it), which stay together, with the call's promise. */
export type AppendGroup = {
  readonly partition: number;
  readonly records: readonly OutgoingRecord[];
  readonly bytes: number;
  resolve(): void;
  reject(error: LogError): void;
};

/** A record's share of a request beside key and value: lengths, header, and its part of the batch's head. */
const overheadBytes = 70;

/**
 * What one request may hold. Half of the broker's default `message.max.bytes`, so that no choice of records reaches it;
 * and few enough records that one request does not hold the event loop for more than a millisecond.
 */
export const maxRequestRecords = 500;
export const maxRequestBytes = 512 * 1024;

export const bytesOf = ({ key, value }: OutgoingRecord): number => (key?.length ?? 0) + value.length + overheadBytes;

/** Cuts records into runs within the caps, in order. One record over the cap is a run of its own. */
export function splitRecords(records: readonly OutgoingRecord[]): (readonly OutgoingRecord[])[] {
  const runs: OutgoingRecord[][] = [];
  let run: OutgoingRecord[] = [];
  let runBytes = 0;
  for (const record of records) {
    const bytes = bytesOf(record);
    if (run.length > 0 && (run.length >= maxRequestRecords || runBytes + bytes > maxRequestBytes)) {
      runs.push(run);
      run = [];
      runBytes = 0;
    }
    run.push(record);
    runBytes += bytes;
  }
  return run.length > 0 ? [...runs, run] : runs;
}

/** The longest prefix of the queue that fits one request: at least one group. */
export function countForRequest(queue: readonly AppendGroup[]): number {
  let records = 0;
  let bytes = 0;
  let count = 0;
  for (const group of queue) {
    records += group.records.length;
    bytes += group.bytes;
    if (count > 0 && (records > maxRequestRecords || bytes > maxRequestBytes)) return count;
    count += 1;
  }
  return count;
}
