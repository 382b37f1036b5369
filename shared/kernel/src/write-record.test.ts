import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NoteEvent } from './note-event.ts';
import { readRecord } from './read-record.ts';
import { writeEvent, writeLogOpened } from './write-record.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const id = fc.uuid();
const text = (minLength: number, maxLength: number) =>
  fc
    .string({ unit: 'binary', maxLength })
    .map((any) => any.replaceAll('\0', ''))
    .filter((any) => [...any].length >= minLength && [...any].length <= maxLength);
const title = text(1, 200).filter((any) => any.trim() !== '');
const priority = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const changes = fc
  .record({ title, description: text(0, 300), priority }, { requiredKeys: [] })
  .filter((some) => Object.keys(some).length > 0);
const unknownData = fc.dictionary(text(0, 10), fc.jsonValue({ maxDepth: 4 }));

const content = fc.oneof(
  fc.record({
    type: fc.constant('notes.NoteCreated.v1'),
    data: fc.record({ title, description: text(0, 300), priority }),
  }),
  fc.record({ type: fc.constant('notes.NoteRevised.v1'), data: fc.record({ changes }) }),
  fc.record({ type: fc.constantFrom('notes.NoteDeleted.v1', 'notes.NoteRestored.v1'), data: fc.constant({}) }),
  fc.record({
    type: fc.constantFrom('notes.NotePainted.v1', 'notes.NoteCreated.v2'),
    data: unknownData,
    unknown: fc.constant(true),
  }),
);

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const stamp = fc.record({
  id,
  noteId: id,
  version: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  previous: id,
  commandId: id,
  fingerprint: fc.stringMatching(/^[\x21-\x7e]{1,128}$/),
  actor: text(1, 255),
  time: fc
    .date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  traceparent: fc.option(
    fc.tuple(hex(32), hex(16), hex(2)).map((parts) => ['00', ...parts].join('-')),
    { nil: undefined },
  ),
});

const event = fc
  .tuple(stamp, content)
  .map(
    ([{ previous, ...rest }, what]) =>
      ({ ...rest, ...what, previous: rest.version === 1 ? undefined : previous }) as NoteEvent,
  );

/** Data of an unknown type as JSON has it: without -0, and with plain prototypes. */
const asJson = (data: object): unknown => JSON.parse(JSON.stringify(data));

test('an event survives being written and read', () => {
  fc.assert(
    fc.property(event, (written) => {
      const event = { ...written, data: asJson(written.data) };
      expect(readRecord(bytes(written.noteId), bytes(writeEvent(written)))).toEqual({ kind: 'note', event });
    }),
  );
});

test('what is read is written as the same bytes again', () => {
  fc.assert(
    fc.property(event, (written) => {
      const value = writeEvent(written);
      const read = readRecord(bytes(written.noteId), bytes(value));
      expect(read.kind === 'note' && writeEvent(read.event)).toBe(value);
    }),
  );
});

test('the first record of a partition survives being written and read', () => {
  const opened = { id: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60', epoch: 'k3f9a2c1', partitions: 12 };
  const value = writeLogOpened({ ...opened, time: '2026-01-31T12:00:00.000Z' });
  expect(readRecord(null, bytes(value))).toEqual({ kind: 'log-opened', ...opened });
});
