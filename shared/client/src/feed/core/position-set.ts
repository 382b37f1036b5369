import { mergeOffsets, type Position } from '@notes/kernel/position';

/** Covers what both cover; if they are of different logs, the second alone. */
export const latest = (a: Position | undefined, b: Position): Position =>
  a?.epoch === b.epoch ? { epoch: b.epoch, offsets: mergeOffsets(a.offsets, b.offsets) } : b;

/** What all of them cover. They must be of one log. */
export function earliest(first: Position, others: readonly Position[]): Position {
  const offsets = new Map<number, number>();
  for (const [partition, offset] of first.offsets) {
    const reached = others.map((other) => other.offsets.get(partition) ?? -1);
    const least = Math.min(offset, ...reached);
    if (least >= 0) offsets.set(partition, least);
  }
  return { epoch: first.epoch, offsets };
}

/** Whether the record at this position has been seen by whoever has seen all of `seen`. */
export function isCovered(position: Position, seen: Position): boolean {
  if (position.epoch !== seen.epoch) return false;
  for (const [partition, offset] of position.offsets) if ((seen.offsets.get(partition) ?? -1) < offset) return false;
  return true;
}
