/**
 * A position in the log: for each partition named, all records up to and including that offset. A partition that is not
 * named stands at its beginning. As text, `<epoch>:<partition>-<offset>[.<partition>-<offset>…]`, for instance
 * `k3f9a2c1:0-12.3-1204`: the Consistency-Token, the feed's `since`, and every `position` on the wire.
 */
export type Position = { readonly epoch: string; readonly offsets: ReadonlyMap<number, number> };

declare const exclusive: unique symbol;

/**
 * The offset of a partition to read next: everything below it is covered. This is how the code counts; an inclusive position
 * stands only in tokens, in members of the API and in columns, and becomes a `Next` where it is read.
 */
export type Next = number & { readonly [exclusive]: true };

/** What to read after a position (-1: nothing is covered yet). */
export const nextOf = (position: number): Next => (position + 1) as Next;

/** The last position covered by what is below `next`; -1 if that is nothing. */
export const positionOf = (next: Next): number => next - 1;

/** Of a partition of which nothing is covered. */
export const fromBeginning: Next = nextOf(-1);

/**
 * How far a partition is applied: everything below `next`. `recordId` names the last record applied (null: that offset holds none), `journalPos` is the position of the last event in the journal (null: none yet).
 */
export type Checkpoint = {
  readonly partition: number;
  readonly next: Next;
  readonly recordId: string | null;
  readonly journalPos: number | null;
};

const token = /^([a-z0-9]{8}):((?:\d{1,5}-\d{1,16}(?:\.\d{1,5}-\d{1,16})*)?)$/;
const decimal = /^(?:0|[1-9]\d*)$/;

/** Reads a token; undefined if it is not one (no such form, a number with leading zeros, a partition named twice). */
export function parsePosition(text: string): Position | undefined {
  const match = token.exec(text);
  if (match === null) return undefined;
  const [, epoch = '', list = ''] = match;
  const offsets = new Map<number, number>();
  for (const item of list === '' ? [] : list.split('.')) {
    const [partition = '', offset = ''] = item.split('-');
    const [p, o] = [Number(partition), Number(offset)];
    if (!decimal.test(partition) || !decimal.test(offset) || !Number.isSafeInteger(o) || offsets.has(p))
      return undefined;
    offsets.set(p, o);
  }
  return { epoch, offsets };
}

/** Writes a token, partitions in ascending order. */
export function formatPosition({ epoch, offsets }: Position): string {
  const items = [...offsets].sort(([a], [b]) => a - b).map(([partition, offset]) => `${partition}-${offset}`);
  return `${epoch}:${items.join('.')}`;
}

/** The token of one event. */
export const eventPosition = (epoch: string, partition: number, offset: number): string =>
  `${epoch}:${partition}-${offset}`;

/** Whether all that `wanted` covers is covered by `reached`. Both must be of one epoch: that is the caller's to check. */
export function covers(reached: ReadonlyMap<number, number>, wanted: ReadonlyMap<number, number>): boolean {
  for (const [partition, offset] of wanted) if ((reached.get(partition) ?? -1) < offset) return false;
  return true;
}

/** The least position that covers both: per partition, the larger offset. */
export function mergeOffsets(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): Map<number, number> {
  const merged = new Map(a);
  for (const [partition, offset] of b) if ((merged.get(partition) ?? -1) < offset) merged.set(partition, offset);
  return merged;
}
