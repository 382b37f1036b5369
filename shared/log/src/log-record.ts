import type { Next } from '@notes/kernel/position';

/**
 * One record as it stands in the log. `key` and `value` are slices of the response they came in: a copy must be made of
 * what is kept, or the whole response stays in memory with it.
 *
 * A batch that cannot be read is one record without key and value, at its last offset, which no reader can take for an event.
 */
export type LogRecord = {
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp: number;
  /** In place of a batch that cannot be read: which offsets that were, and why. */
  readonly unreadable?: string;
};

/**
 * Consecutive records of one partition. `from` is the offset that was asked for: records may start later and have holes
 * between them, since some offsets hold no record. `next` is the offset to ask for next, past everything seen, and
 * `end` the high watermark at the time of the answer. `records` may be empty although `next` is past `from`.
 */
export type LogBatch = {
  readonly partition: number;
  readonly from: Next;
  readonly next: Next;
  readonly end: Next;
  readonly records: readonly LogRecord[];
};
