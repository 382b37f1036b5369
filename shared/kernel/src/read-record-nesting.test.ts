import { expect, test } from 'vitest';
import { noteRecords } from './testing/small-note.ts';

const id = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const bytes = (text: string) => new TextEncoder().encode(text);

function ofUnknownType(levels: number): Uint8Array {
  const envelope = JSON.stringify({
    specversion: '1.0',
    id,
    source: '/notes',
    type: 'notes.NotePainted.v1',
    subject: id,
    time: '2026-01-31T12:00:00.000Z',
    sequence: '1',
    commandid: id,
    fingerprint: 'f',
    actor: 'ada',
    datacontenttype: 'application/json',
    data: {},
  });
  return bytes(envelope.replace('"data":{}', `"data":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`));
}

test('data of an unknown type may nest 64 levels deep and no deeper', () => {
  expect(noteRecords.read(bytes(id), ofUnknownType(64)).kind).toBe('event');
  expect(noteRecords.read(bytes(id), ofUnknownType(65)).kind).toBe('malformed');
});

test('a hundred thousand levels are malformed, not a crash', () => {
  expect(noteRecords.read(bytes(id), ofUnknownType(100_000)).kind).toBe('malformed');
});
