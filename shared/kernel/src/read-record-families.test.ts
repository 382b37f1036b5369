import { expect, test } from 'vitest';
import { type AnyEvent, type EventTable, partitionOf, recordReader, writeEvent } from './index.ts';
import { eventOf, lamp, smallNote } from './testing/index.ts';

const both = recordReader<EventTable>(smallNote, lamp);
const notes = recordReader(smallNote);

const read = (event: AnyEvent, edit: (text: string) => string = (text) => text, reader = both) =>
  reader.read(Buffer.from(event.subject), Buffer.from(edit(writeEvent(event))));

test('events of several aggregates are read from one log, each by its own schemas', () => {
  const created = eventOf(smallNote, 'NoteCreated');
  const hung = eventOf(lamp, 'LampHung');
  expect(read(created)).toMatchObject({ kind: 'event', event: { type: 'notes.NoteCreated.v1' } });
  expect(read(hung)).toMatchObject({ kind: 'event', event: { type: 'lamps.LampHung.v1' } });
  expect(both.whyRefused(created)).toBeUndefined();
  expect(both.whyRefused(hung)).toBeUndefined();
  expect(both.whyRefused({ ...hung, data: { on: true } })).toContain('/data');
  expect(read({ ...hung, data: created.data })).toMatchObject({ kind: 'malformed' });
});

test('an unknown type of any of them is of newer software; any other family is no event', () => {
  expect(read(eventOf(lamp, 'LampPainted'))).toMatchObject({ kind: 'event', event: { unknown: true } });
  const sold = eventOf({ ...lamp, family: 'shops' }, 'Sold');
  expect(read(sold)).toMatchObject({ kind: 'malformed', reason: expect.stringContaining('/') });
});

test('an event comes from the source of its family', () => {
  const asOf = (from: string, to: string) => (text: string) => text.replace(`"/${from}"`, `"/${to}"`);
  expect(read(eventOf(lamp, 'LampHung'), asOf('lamps', 'notes')).kind).toBe('malformed');
  expect(read(eventOf(smallNote, 'NoteCreated'), asOf('notes', 'lamps')).kind).toBe('malformed');
});

test('software that knows the one takes the events of the other for no events', () => {
  expect(notes.read(Buffer.from('x'), Buffer.from(writeEvent(eventOf(lamp, 'LampHung')))).kind).toBe('malformed');
});

test('an event in the wrong partition is malformed', () => {
  const event = eventOf(lamp, 'LampHung');
  const home = partitionOf(event.subject, 12);
  const placed = { key: Buffer.from(event.subject), value: Buffer.from(writeEvent(event)) };
  expect(both.readPlaced({ ...placed, partition: home }, 12).kind).toBe('event');
  expect(both.readPlaced({ ...placed, partition: (home + 1) % 12 }, 12)).toEqual({
    ...{ kind: 'malformed', reason: `in partition ${(home + 1) % 12}, but its subject belongs to partition ${home}` },
  });
});
