import { type NoteEvent, noteRecords } from '@notes/features/notes/domain';
import { writeEvent } from '@notes/kernel';
import { expect, test } from 'vitest';
import { type Read, takeBatch } from './take-batch.ts';

const noteId = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

function read(offset: number, version: number, id: number, previous?: number): Read {
  const event: NoteEvent = {
    ...{ id: idOf(id), subject: noteId, version, previous: previous === undefined ? undefined : idOf(previous) },
    ...{
      commandId: idOf(900 + id),
      fingerprint: 'f',
      actor: 'ada',
      time: '2026-01-31T12:00:00.000Z',
      traceparent: undefined,
    },
    ...(version === 1
      ? { type: 'notes.NoteCreated.v1', data: { title: 'x', description: '', priority: 0 } }
      : { type: 'notes.NoteRevised.v1', data: { changes: { title: `v${version}` } } }),
  } as NoteEvent;
  return { partition: 0, offset, reading: noteRecords.read(Buffer.from(noteId), Buffer.from(writeEvent(event))) };
}

test('what continues the chain is taken; duplicates, lost races and what cannot be read are told', () => {
  const malformed: Read = { partition: 0, offset: 6, reading: { kind: 'malformed', reason: 'no value' } };
  const opened: Read = {
    partition: 0,
    offset: 0,
    reading: { kind: 'log-opened', id: idOf(0), epoch: 'k3f9a2c1', partitions: 1 },
  };
  const records = [
    opened,
    read(1, 1, 1),
    read(2, 1, 1),
    read(3, 2, 2, 1),
    read(4, 2, 3, 1),
    malformed,
    read(7, 4, 4, 2),
  ];
  const { taken, voids, heads } = takeBatch(noteRecords.events, records, new Map());
  expect(taken.map(({ offset }) => offset)).toEqual([1, 3]);
  expect(voids.map(({ offset, reason }) => [offset, reason])).toEqual([
    [2, 'superseded'],
    [4, 'superseded'],
    [6, 'malformed'],
    [7, 'wrong-version'],
  ]);
  expect([...heads]).toEqual([
    [noteId, { family: 'notes', eventId: idOf(2), version: 2, deleted: false, frozen: false }],
  ]);
});

test('what comes next is judged by the heads that were saved', () => {
  const { heads } = takeBatch(noteRecords.events, [read(1, 1, 1)], new Map());
  expect(takeBatch(noteRecords.events, [read(2, 2, 2, 1)], heads).taken).toHaveLength(1);
  expect(takeBatch(noteRecords.events, [read(2, 2, 2, 1)], new Map()).taken).toHaveLength(0);
});
