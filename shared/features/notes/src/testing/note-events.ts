import { writeEvent, writeLogOpened } from '@notes/kernel';
import type { RawRecord } from '@notes/projecting/testing';
import type { EventData, EventType } from '../contract/index.ts';
import type { KnownNoteEvent, NoteEvent } from '../domain/index.ts';

/** A UUID that a test can name: `uuid(7)` ends in 7. */
export const uuid = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** An instant that a test can name, `n` milliseconds into 2026. */
export const instant = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n).toISOString();

type Place = {
  readonly id: number;
  readonly note: number;
  readonly version: number;
  readonly previous?: number | undefined;
  readonly actor?: string;
};

/** An event of note `note`: `id` names it and its command, and is its time. */
export const noteEvent = <T extends EventType>(type: T, place: Place, data: EventData[T]): KnownNoteEvent =>
  ({ ...stamp(place), type, data }) as KnownNoteEvent;

/** An event of a type that only newer software knows. */
export const unknownEvent = (place: Place, data: object = { colour: 'red' }): NoteEvent => ({
  ...stamp(place),
  type: 'notes.NotePainted.v1',
  data,
  unknown: true,
});

export const created = (place: Place, title = 'Buy milk'): KnownNoteEvent =>
  noteEvent('notes.NoteCreated.v1', place, { title, description: '', priority: 0 });
export const revised = (place: Place, title = 'Buy oat milk'): KnownNoteEvent =>
  noteEvent('notes.NoteRevised.v1', place, { changes: { title } });
export const deleted = (place: Place): KnownNoteEvent => noteEvent('notes.NoteDeleted.v1', place, {});
export const restored = (place: Place): KnownNoteEvent => noteEvent('notes.NoteRestored.v1', place, {});

const stamp = ({ id, note, version, previous, actor = 'ada' }: Place) => ({
  id: uuid(id),
  subject: uuid(note),
  version,
  previous: previous === undefined ? undefined : uuid(previous),
  commandId: uuid(id),
  fingerprint: 'f',
  actor,
  time: instant(id),
  traceparent: undefined,
});

/** The event as a record of the log. */
export const recordOf = (offset: number, event: NoteEvent): RawRecord => ({
  offset,
  key: Buffer.from(event.subject),
  value: Buffer.from(writeEvent(event)),
});

export const logOpened = (offset: number, epoch = 'abcd1234', partitions = 2): RawRecord => ({
  offset,
  key: null,
  value: Buffer.from(writeLogOpened({ id: uuid(0xffff), time: instant(0), epoch, partitions })),
});

/** The ways in which a record can be no event at all. */
export const malformedRecords: Readonly<Record<string, Omit<RawRecord, 'offset'>>> = {
  'no JSON': { key: Buffer.from(uuid(1)), value: Buffer.from('{"specversion":') },
  'no UTF-8': { key: Buffer.from(uuid(1)), value: Buffer.from([0xff, 0xfe, 0x00]) },
  'no value': { key: Buffer.from(uuid(1)), value: null },
  'an empty value': { key: Buffer.from(uuid(1)), value: Buffer.alloc(0) },
  'no key': { key: null, value: recordOf(0, created({ id: 1, note: 1, version: 1 })).value },
  'the key of another note': {
    key: Buffer.from(uuid(2)),
    value: recordOf(0, created({ id: 1, note: 1, version: 1 })).value,
  },
  'data that the schema refuses': recordOf(0, created({ id: 1, note: 1, version: 1 }, '   ')),
  'another kind of event': {
    key: Buffer.from(uuid(1)),
    value: Buffer.from('{"specversion":"1.0","type":"shop.Sold.v1"}'),
  },
  'a megabyte of something': { key: Buffer.from(uuid(1)), value: Buffer.alloc(900_000, 0x61) },
  'a hundred thousand brackets': {
    key: Buffer.from(uuid(1)),
    value: Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)),
  },
};
