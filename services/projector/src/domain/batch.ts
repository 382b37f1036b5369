import { type NoteReading, noteRecords } from '@notes/feature-notes/domain';
import { recordId } from '@notes/kernel';

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
  readonly from: number;
  readonly next: number;
  readonly records: readonly RawRecord[];
};

/** A record, and what it turns out to be. */
type ReadRecord = { readonly offset: number; readonly reading: NoteReading; readonly raw: RawRecord };

/** The same stretch with its records read. `lastRecordId` names the record at `next - 1`; null if there is none there. */
export type Batch = {
  readonly partition: number;
  readonly from: number;
  readonly next: number;
  readonly records: readonly ReadRecord[];
  readonly lastRecordId: string | null;
};

/** Reads every record of a stretch of a log with so many partitions. */
export function readBatch({ partition, from, next, records }: RawBatch, partitions: number): Batch {
  const read = records.map((raw) => ({
    offset: raw.offset,
    reading: noteRecords.readPlaced(
      { partition, key: raw.key, value: raw.value, unreadable: raw.unreadable },
      partitions,
    ),
    raw,
  }));
  const last = read.at(-1);
  const lastRecordId = last?.offset === next - 1 ? nameOf(last) : null;
  return { partition, from, next, records: read, lastRecordId };
}

/**
 * What a record is called does not depend on where it stands: whoever compares log and database later looks at the record
 * alone, and would take an event in the wrong partition for another record, and the log for another log. What cannot be read has
 * no name: other software may read it.
 */
const nameOf = ({ reading, raw: { key, value, unreadable } }: ReadRecord): string | null =>
  unreadable === undefined
    ? recordId(reading.kind === 'malformed' ? noteRecords.read(key, value) : reading, value)
    : null;

/** The ids of the notes that the batches speak of, each once. */
export function noteIdsOf(batches: readonly Batch[]): string[] {
  const ids = new Set<string>();
  for (const { records } of batches)
    for (const { reading } of records) if (reading.kind === 'event') ids.add(reading.event.subject);
  return [...ids];
}
