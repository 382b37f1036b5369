import type { Aggregate, AnyEvent, RecordReader } from '@notes/kernel';
import type { LogBatch, LogRecord } from '@notes/log';
import type { RetainedWindow } from '../state/retained-window.ts';
import type { SubjectStates } from '../state/subject-states.ts';
import type { TailProgress } from '../state/tail-progress.ts';
import type { Watchers } from '../state/watchers.ts';
import type { Lanes } from './lanes.ts';

/** The subjects of an aggregate: those in memory, and those whose lanes are at work. */
export type Side = {
  readonly aggregate: Aggregate;
  readonly states: SubjectStates;
  readonly lanes: Lanes;
  readonly watchers: Watchers;
};

export type ReadBackParts = {
  readonly records: RecordReader;
  readonly sides: readonly Side[];
  readonly window: RetainedWindow;
  readonly progress: TailProgress;
};

/**
 * What the tail does with what it reads: retains every record until the projector has it, folds those of subjects in memory,
 * gives the lanes the verdicts on their events, and advances the progress. In that order: what waits for a position finds the
 * states up to date.
 */
export function readBack(parts: ReadBackParts, batch: LogBatch): void {
  for (const record of batch.records) if (record.key !== null) readSubjectRecord(parts, record.key, record);
  parts.window.advance(batch.partition, batch.next);
  parts.progress.sawEnd(batch.partition, batch.end);
  parts.progress.advance(batch.partition, batch.next);
}

function readSubjectRecord({ records, sides, window }: ReadBackParts, key: Buffer, record: LogRecord): void {
  const subject = key.toString('latin1');
  window.push(subject, record);
  for (const side of sides) {
    applyTo(side, records, subject, key, record);
    side.watchers.notify(subject);
  }
}

function applyTo(
  { states, lanes }: Side,
  records: RecordReader,
  subject: string,
  key: Buffer,
  record: LogRecord,
): void {
  const lane = lanes.of(subject);
  const entry = lane === undefined ? states.peek(subject) : lane.entry;
  // A stranger's record may stand in another partition than its subject's: it is nobody's event.
  if (entry === undefined || entry.partition !== record.partition) return;
  const event = (record.value && lane?.inFlight?.ownEvent(record.value)) ?? eventIn(records, key, record.value);
  const verdict = event && entry.apply(event, record.offset);
  if (event !== undefined && verdict !== undefined) lane?.inFlight?.onVerdict(event.id, verdict, record.offset);
}

function eventIn(records: RecordReader, key: Buffer, value: Buffer | null): AnyEvent | undefined {
  const reading = records.read(key, value);
  return reading.kind === 'event' ? reading.event : undefined;
}
