import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyEvent } from './event.ts';
import { recordReader } from './read-record.ts';
import { edited, readText } from './testing/envelope.ts';
import { eventOf } from './testing/event-of.ts';
import { lamp } from './testing/lamp.ts';
import { noteRecords } from './testing/small-note.ts';
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
  subject: id,
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

/** What a writer must not make of an event. */
const odd = {
  version: fc.constantFrom(0, 1, 2 ** 31, 2 ** 53 - 1, 1.5, Number.NaN),
  time: fc.constantFrom('+010000-01-01T00:00:00.000Z', '1969-12-31T23:59:59.999Z', '2026-02-31T00:00:00.000Z', ''),
  previous: fc.constantFrom('', 'x', undefined),
  fingerprint: fc.constantFrom('', ' ', 'f'.repeat(129)),
  actor: fc.constantFrom('', '\0', 'a'.repeat(256), '\u{10ffff}'),
  traceparent: fc.constantFrom('00-1', ''),
  data: fc.constantFrom({}, { title: ' ' }, { changes: {} }, { changes: { priority: 2 ** 31 } }),
};

const event = fc
  .tuple(stamp, content)
  .map(
    ([{ previous, ...rest }, what]) =>
      ({ ...rest, ...what, previous: rest.version === 1 ? undefined : previous }) as AnyEvent,
  );

/** Data of an unknown type as JSON has it: without -0, and with plain prototypes. */
const asJson = (data: object): unknown => JSON.parse(JSON.stringify(data));

test('an event survives being written and read', () => {
  fc.assert(
    fc.property(event, (written) => {
      const event = { ...written, data: asJson(written.data), dataText: JSON.stringify(written.data) };
      expect(noteRecords.read(bytes(written.subject), bytes(writeEvent(written)))).toEqual({ kind: 'event', event });
    }),
  );
});

test('what is read is written as the same bytes again', () => {
  fc.assert(
    fc.property(event, (written) => {
      const value = writeEvent(written);
      const read = noteRecords.read(bytes(written.subject), bytes(value));
      expect(read.kind === 'event' && writeEvent(read.event)).toBe(value);
    }),
  );
});

test('before it is written, an event is judged as it will be when it is read', () => {
  const anyEvent = fc
    .tuple(stamp, content, fc.record(odd, { requiredKeys: [] }))
    .map(([rest, what, more]) => ({ ...rest, ...what, ...more }) as AnyEvent);
  fc.assert(
    fc.property(fc.oneof(event, anyEvent), (written) => {
      const reading = noteRecords.read(bytes(written.subject), bytes(writeEvent(written)));
      const refused = reading.kind === 'malformed' ? reading.reason : undefined;
      expect(noteRecords.whyRefused(written)).toBe(refused);
    }),
    { numRuns: 500 },
  );
});

test.each([
  '9007199254740993',
  '1e400',
  '-1e400',
  '1.0',
  '-0',
  '1E+2',
  '"caf\\u00e9\\/"',
  '[ 1,\n2\t]',
  '{"a":1,"a":1.0}',
])('data are written as they were read: %s', (value) => {
  for (const [type, data] of [
    ['notes.NotePainted.v1', `{ "colour":${value} }`],
    ['notes.NoteCreated.v1', '{"title":"\\u0054","description":"","priority":1.0, "priority" : -0}'],
  ]) {
    const record = edited('"notes.NoteCreated.v1"', `"${type}"`);
    const reading = readText(record.replace(/"data":.*/s, `"data":${data}\n,"other":1}`));
    if (reading.kind !== 'event') throw new Error(JSON.stringify(reading));
    expect(reading.event.dataText).toBe(data);
    expect(readText(writeEvent(reading.event))).toEqual(reading);
  }
});

test('the first record of a partition survives being written and read', () => {
  const opened = { id: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60', epoch: 'k3f9a2c1', partitions: 12 };
  const value = writeLogOpened({ ...opened, time: '2026-01-31T12:00:00.000Z' });
  expect(noteRecords.read(null, bytes(value))).toEqual({ kind: 'log-opened', ...opened });
});

test('the source is that of the aggregate, by the type of the event', () => {
  const hung = eventOf(lamp, 'LampHung');
  expect(JSON.parse(writeEvent(hung))).toMatchObject({ source: '/lamps', type: 'lamps.LampHung.v1' });
  const lamps = recordReader(lamp);
  expect(lamps.whyRefused(hung)).toBeUndefined();
  expect(lamps.read(bytes(hung.subject), bytes(writeEvent(hung)))).toMatchObject({ kind: 'event' });
});
