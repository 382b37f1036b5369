import { expect, test } from 'vitest';
import { recordId } from './record-id.ts';
import { noteRecords } from './testing/small-note.ts';
import { writeLogOpened } from './write-record.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const idOf = (value: Uint8Array | null) => recordId(noteRecords.read(null, value), value);

test('a record that reads as an event is named by the id of the event', () => {
  const id = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
  expect(idOf(bytes(writeLogOpened({ id, time: '2026-01-31T12:00:00.000Z', epoch: 'abcd1234', partitions: 3 })))).toBe(
    id,
  );
});

test('a malformed record is named by the length and the FNV-1a checksum of its value', () => {
  expect(idOf(bytes(''))).toBe('void:0-811c9dc5');
  expect(idOf(bytes('a'))).toBe('void:1-e40c292c');
  expect(idOf(bytes('foobar'))).toBe('void:6-bf9cf968');
});

test('a record without a value has a name that no value gives', () => {
  expect(idOf(null)).toBe('void:none');
});
