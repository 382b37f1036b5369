import { LogError } from '../log-error.ts';
import type { LogBatch } from '../log-record.ts';
import type { FetchedPartition } from '../wire/fetch.ts';
import { type BatchMark, readRecordBatches } from '../wire/read-record-batches.ts';

/**
 * Where the reading of one partition stands. `anchor` marks the last batch that was read. After a disturbance the next
 * fetch starts at the anchor (`verifying`) instead of at `next`, to see that it is still there: whatever happened
 * meanwhile to the cluster, a truncated or recreated log ends the reading instead of splicing two logs into one.
 */
export type Cursor = {
  readonly partition: number;
  next: number;
  anchor: BatchMark | undefined;
  verifying: boolean;
  /** Grows with every seek: answers to what was asked before are dropped. */
  generation: number;
  /** The batch read last, until a seek: one that waits for its handler and is no longer this one is dropped. */
  latest: LogBatch | undefined;
  /** The handler's promise for the batch before, while it runs. */
  handling: Promise<void> | undefined;
};

/** What was asked of a partition, to be compared with the cursor when the answer comes. */
export type Asked = { readonly generation: number; readonly next: number; readonly offset: number };

export function createCursor(partition: number, next: number): Cursor {
  checkOffset(partition, next);
  return {
    partition,
    next,
    anchor: undefined,
    verifying: false,
    generation: 0,
    latest: undefined,
    handling: undefined,
  };
}

export function ask(cursor: Cursor): Asked {
  const offset = cursor.verifying && cursor.anchor !== undefined ? cursor.anchor.offset : cursor.next;
  return { generation: cursor.generation, next: cursor.next, offset };
}

export function seekCursor(cursor: Cursor, offset: number): void {
  checkOffset(cursor.partition, offset);
  cursor.next = offset;
  cursor.anchor = undefined;
  cursor.verifying = false;
  cursor.generation += 1;
  cursor.latest = undefined;
}

/** Makes the next fetch look back at what was read last. */
export function verifyCursor(cursor: Cursor): void {
  cursor.verifying = cursor.anchor !== undefined;
}

/**
 * Moves the cursor past what was fetched and returns it, or undefined when there is nothing new or the answer is to an
 * older question. Throws LogError `out-of-range` when the log is not the one that was read before, `fatal` when it cannot
 * be decoded.
 */
export function advance(cursor: Cursor, asked: Asked, fetched: FetchedPartition): LogBatch | undefined {
  if (cursor.generation !== asked.generation || cursor.next !== asked.next) return undefined;
  const from = cursor.next;
  const { records, next, first, last } = readRecordBatches(fetched.batches, cursor.partition, from);
  // Nothing in the answer proves nothing: it was full, or the high watermark of a new leader still lags behind.
  if (first === undefined || next === undefined) return undefined;
  if (asked.offset !== asked.next) verifyAnchor(cursor, first);
  if (next <= from) return undefined;
  cursor.next = next;
  cursor.anchor = last;
  cursor.latest = { partition: cursor.partition, from, next, end: fetched.end, records };
  return cursor.latest;
}

function verifyAnchor(cursor: Cursor, found: BatchMark): void {
  const { anchor } = cursor;
  if (anchor !== undefined && (found.offset !== anchor.offset || found.crc !== anchor.crc)) {
    throw new LogError(
      'out-of-range',
      `partition ${cursor.partition}: what was read at offset ${anchor.offset} is no longer there`,
    );
  }
  cursor.verifying = false;
}

function checkOffset(partition: number, offset: number): void {
  if (!Number.isSafeInteger(offset) || offset < 0) throw new RangeError(`partition ${partition}: no offset: ${offset}`);
}
