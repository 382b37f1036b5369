import { type NoteEvent, noteRecords } from '@notes/feature-notes/domain';
import type { LogBatch, LogRecord } from '@notes/log';
import type { NoteStates } from '../state/note-states.ts';
import type { Reached } from '../state/reached.ts';
import type { RetainedWindow } from '../state/retained-window.ts';
import type { Lanes } from './lanes.ts';

export type ReadBackParts = {
  readonly states: NoteStates;
  readonly window: RetainedWindow;
  readonly lanes: Lanes;
  readonly reached: Reached;
};

/**
 * What the tail does with what it reads: retains every record until the projector has it, folds those of notes in memory,
 * tells the lanes the verdicts on their events, and moves on what is reached. In that order: whoever waits for a position
 * finds the states up to date.
 */
export function readBack(parts: ReadBackParts, batch: LogBatch): void {
  for (const record of batch.records) if (record.key !== null) readNoteRecord(parts, record.key, record);
  parts.window.advance(batch.partition, batch.next);
  parts.reached.sawEnd(batch.partition, batch.end);
  parts.reached.advance(batch.partition, batch.next);
}

function readNoteRecord({ states, window, lanes }: ReadBackParts, key: Buffer, record: LogRecord): void {
  const noteId = key.toString('latin1');
  window.push(noteId, record);
  const lane = lanes.of(noteId);
  const entry = lane === undefined ? states.peek(noteId) : lane.entry;
  // A stranger's record may stand in another partition than its note's: it is nobody's event.
  if (entry === undefined || entry.partition !== record.partition) return;
  const event = (record.value && lane?.sentAs(record.value)) ?? eventIn(key, record.value);
  const verdict = event && entry.apply(event, record.offset);
  if (event !== undefined && verdict !== undefined) lane?.readBack(event.id, verdict, record.offset);
}

function eventIn(key: Buffer, value: Buffer | null): NoteEvent | undefined {
  const reading = noteRecords.read(key, value);
  return reading.kind === 'event' ? reading.event : undefined;
}
