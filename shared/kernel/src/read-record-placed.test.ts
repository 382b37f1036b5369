import { expect, test } from 'vitest';
import { partitionOf } from './partition-of.ts';
import { bytes, envelope, id } from './testing/envelope.ts';
import { noteRecords } from './testing/small-note.ts';

const record = (partition: number) => ({ partition, key: bytes(id), value: bytes(JSON.stringify(envelope)) });
const home = partitionOf(id, 12);

test('an event is read in the partition of its note', () => {
  expect(noteRecords.readPlaced(record(home), 12)).toMatchObject({ kind: 'event', event: { subject: id } });
});

test('an event in any other partition is malformed', () => {
  expect(noteRecords.readPlaced(record((home + 1) % 12), 12)).toMatchObject({
    kind: 'malformed',
    reason: expect.stringContaining('belongs to partition'),
  });
});

test('what is no event of a note stays what it is', () => {
  expect(noteRecords.readPlaced({ partition: 3, key: null, value: null }, 12)).toMatchObject({
    kind: 'malformed',
    reason: 'no value',
  });
});

test('what cannot be had is malformed, for the reason given', () => {
  expect(noteRecords.readPlaced({ partition: 3, key: null, value: null, unreadable: 'it is broken' }, 12)).toEqual({
    kind: 'malformed',
    reason: 'it is broken',
  });
});
