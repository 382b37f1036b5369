import { partitionOf } from './partition-of.ts';
import { type Reading, readRecord } from './read-record.ts';

type Placed = {
  readonly partition: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** Why the record cannot be had, if it cannot; then it has neither key nor value. */
  readonly unreadable?: string | undefined;
};

/**
 * Reads a record where it stands: an event in another partition than its note's is malformed. The order of two partitions is
 * nobody's to say, so readers that took it for one of the note's events could disagree about what came first. So is what cannot be had.
 */
export function readPlacedRecord({ partition, key, value, unreadable }: Placed, partitions: number): Reading {
  if (unreadable !== undefined) return { kind: 'malformed', reason: unreadable };
  const reading = readRecord(key, value);
  if (reading.kind !== 'note') return reading;
  const place = partitionOf(reading.event.noteId, partitions);
  if (place === partition) return reading;
  return { kind: 'malformed', reason: `in partition ${partition}, but its note belongs to partition ${place}` };
}
