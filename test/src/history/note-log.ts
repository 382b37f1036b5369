import {
  type NoteChain,
  type NoteEvent,
  type NoteState,
  note as noteAggregate,
  noteRecords,
} from '@notes/features/notes/domain';
import { eventPosition, follow, partitionOf } from '@notes/kernel';
import type { LogRecord } from '@notes/log';

/** An accepted event, where it stands, and the note after it. */
export type Version = { readonly event: NoteEvent; readonly offset: number; readonly state: NoteState };

/** All that the log says of one note. `versions[0]` is version 1. */
export class NoteLog {
  readonly id: string;
  readonly partition: number;
  readonly versions: Version[] = [];
  readonly void: NoteEvent[] = [];
  chain: NoteChain | undefined;

  constructor(id: string, partition: number) {
    this.id = id;
    this.partition = partition;
  }

  /** The note after its nth event; undefined before the first. */
  after(n: number): NoteState | undefined {
    return this.versions[n - 1]?.state;
  }

  /** How many of its events stand at or below an offset. */
  countUpTo(offset: number): number {
    let [low, high] = [0, this.versions.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.versions[middle]?.offset ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The log of a system, folded by the one rule. */
export class Log {
  readonly epoch: string;
  readonly partitions: number;
  readonly notes = new Map<string, NoteLog>();
  /** What no writer of ours should ever have appended. */
  readonly faults: string[] = [];

  constructor(epoch: string, partitions: number) {
    this.epoch = epoch;
    this.partitions = partitions;
  }

  /** Records of one partition must come in the order of their offsets. */
  push(record: LogRecord): void {
    const reading = noteRecords.readPlaced(record, this.partitions);
    if (reading.kind === 'event') this.pushEvent(reading.event, record.offset);
    else if (reading.kind === 'malformed')
      this.faults.push(`${record.partition}-${record.offset} is malformed: ${reading.reason}`);
  }

  pushEvent(event: NoteEvent, offset: number): void {
    const note = this.of(event.subject);
    const { verdict, chain } = follow(noteAggregate, note.chain, event);
    if (!verdict.accepted) {
      note.void.push(event);
      if (verdict.reason !== 'superseded')
        this.faults.push(`${note.partition}-${offset} of note ${note.id} is void: ${verdict.reason}`);
      return;
    }
    const before = note.chain?.state;
    note.chain = chain;
    if (chain?.state === undefined) return;
    if (before !== undefined && chain.state.updated_at <= before.updated_at)
      this.faults.push(`the time of note ${note.id} stands still at version ${event.version}`);
    note.versions.push({ event, offset, state: chain.state });
  }

  of(noteId: string): NoteLog {
    const known = this.notes.get(noteId);
    if (known !== undefined) return known;
    const note = new NoteLog(noteId, partitionOf(noteId, this.partitions));
    this.notes.set(noteId, note);
    return note;
  }

  /** The token of a version of a note. */
  positionOf(note: NoteLog, version: number): string {
    return eventPosition(this.epoch, note.partition, note.versions[version - 1]?.offset ?? -1);
  }
}
