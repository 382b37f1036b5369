import { type Next, nextOf } from '@notes/kernel';
import type { LogRecord } from '@notes/log';

/** The price of a record beside its value: the objects and map entries that hold it, and its part of the batch it came in. */
const overheadBytes = 400;

/** A record as it came, but for its key. */
type RetainedRecord = { readonly offset: number; readonly value: Buffer | null };

/** `bytes` is the response that the record came in, or null for no value: a buffer for each costs a third of the memory. */
type Retained = {
  readonly subject: string;
  readonly offset: number;
  readonly bytes: ArrayBufferLike | null;
  readonly start: number;
  readonly length: number;
};

/**
 * The records that the tail has read and the projector has not yet applied, so that a cold subject is its row in the read
 * model plus what is retained here. Records are kept raw: most are never asked for. Bounded: past `maxBytes` the oldest of
 * the partition are dropped and its floor rises above them.
 */
export class RetainedWindow {
  readonly maxBytes: number;
  readonly #partitions = new Map<number, PartitionWindow>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Starts a partition, or starts it again further back: everything from `floor` on is about to be pushed. */
  open(partition: number, floor: Next): void {
    this.#bytes -= this.#partitions.get(partition)?.clear() ?? 0;
    this.#partitions.set(partition, new PartitionWindow(floor));
  }

  /** Lowest offset from which nothing is missing. */
  floor(partition: number): Next {
    return this.#of(partition).floor;
  }

  /** Whether everything from the floor up to `next` has been pushed; not so while the tail reads it again. */
  isFilledTo(partition: number, next: Next): boolean {
    return this.#of(partition).next >= next;
  }

  /** The tail has pushed everything below `next`. */
  advance(partition: number, next: Next): void {
    this.#of(partition).next = next;
  }

  /** `subject` is the record's key, also where it is no id of a subject. */
  push(subject: string, record: LogRecord): void {
    const window = this.#of(record.partition);
    const retained = retain(subject, record);
    this.#bytes += sizeOf(retained);
    window.push(retained);
    while (this.#bytes > this.maxBytes) {
      const freed = window.dropOldest();
      if (freed === 0) return;
      this.#bytes -= freed;
    }
  }

  /** The retained records of a subject, oldest first. */
  recordsOf(partition: number, subject: string): readonly RetainedRecord[] {
    return this.#of(partition).recordsOf(subject).map(toRecord);
  }

  /** Forgets what the projector has applied: everything below `next`. */
  release(partition: number, next: Next): void {
    this.#bytes -= this.#of(partition).release(next);
  }

  #of(partition: number): PartitionWindow {
    const window = this.#partitions.get(partition);
    if (window === undefined) throw new Error(`partition ${partition} is not followed`);
    return window;
  }
}

class PartitionWindow {
  floor: Next;
  next: Next;
  #queue: Retained[] = [];
  #first = 0;
  /** Most subjects have one record here: that stands for itself. */
  readonly #bySubject = new Map<string, Retained | Retained[]>();

  constructor(floor: Next) {
    this.floor = floor;
    this.next = floor;
  }

  push(retained: Retained): void {
    this.#queue.push(retained);
    const present = this.#bySubject.get(retained.subject);
    if (present === undefined) this.#bySubject.set(retained.subject, retained);
    else if (Array.isArray(present)) present.push(retained);
    else this.#bySubject.set(retained.subject, [present, retained]);
  }

  recordsOf(subject: string): readonly Retained[] {
    const present = this.#bySubject.get(subject);
    if (present === undefined) return [];
    return Array.isArray(present) ? present : [present];
  }

  release(next: Next): number {
    let freed = 0;
    while (this.#first < this.#queue.length && (this.#queue[this.#first]?.offset ?? 0) < next)
      freed += this.dropOldest();
    if (this.floor < next) this.floor = next;
    return freed;
  }

  dropOldest(): number {
    const oldest = this.#queue[this.#first];
    if (oldest === undefined) return 0;
    this.#first += 1;
    if (this.#first > 1_024 && this.#first * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#first);
      this.#first = 0;
    }
    const present = this.#bySubject.get(oldest.subject);
    if (Array.isArray(present) && present.length > 1) present.shift();
    else this.#bySubject.delete(oldest.subject);
    this.floor = nextOf(oldest.offset);
    return sizeOf(oldest);
  }

  clear(): number {
    let freed = 0;
    for (const retained of this.#queue.slice(this.#first)) freed += sizeOf(retained);
    return freed;
  }
}

function retain(subject: string, { offset, value }: LogRecord): Retained {
  if (value === null) return { subject, offset, bytes: null, start: 0, length: 0 };
  return { subject, offset, bytes: value.buffer, start: value.byteOffset, length: value.length };
}

const toRecord = ({ offset, bytes, start, length }: Retained): RetainedRecord => ({
  offset,
  value: bytes === null ? null : Buffer.from(bytes, start, length),
});

const sizeOf = ({ length }: Retained): number => length + overheadBytes;
