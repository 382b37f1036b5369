import { eventOf, smallNote } from '@notes/kernel/testing';
import { expect, test } from 'vitest';
import type { KnownNoteEvent } from './evolve.ts';
import { evolve, type NoteState, toNote } from './evolve.ts';

const known = (name: string, members: Parameters<typeof eventOf>[2] = {}) =>
  eventOf(smallNote, name, members) as KnownNoteEvent;
const later = { version: 2, actor: 'bob', time: '2026-02-01T00:00:00.000Z' };
const note: NoteState = {
  id: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60',
  title: 'Buy milk',
  description: '',
  priority: 0,
  created_by: 'ada',
  created_at: '2026-01-31T12:00:00.000Z',
  updated_at: '2026-01-31T12:00:00.000Z',
  version: 1,
  deleted_at: null,
};

test('a creation gives the whole note, its author and both its times', () => {
  expect(evolve(undefined, known('NoteCreated'))).toEqual(note);
});

test('a revision changes what it names, the version and the time, never the author', () => {
  const revised = evolve(
    note,
    known('NoteRevised', { ...later, data: { changes: { title: 'Buy bread', priority: -1 } } }),
  );
  expect(revised).toEqual({ ...note, title: 'Buy bread', priority: -1, version: 2, updated_at: later.time });
});

test('a revision may set what looks like nothing', () => {
  const full = { ...note, description: 'two litres', priority: 3 };
  const revised = evolve(full, known('NoteRevised', { ...later, data: { changes: { description: '', priority: 0 } } }));
  expect(revised).toMatchObject({ description: '', priority: 0, title: 'Buy milk' });
});

test('a deletion keeps the content and tells when', () => {
  expect(evolve(note, known('NoteDeleted', later))).toEqual({
    ...note,
    version: 2,
    updated_at: later.time,
    deleted_at: later.time,
  });
});

test('a restoration takes the deletion back', () => {
  const bin = { ...note, deleted_at: note.updated_at };
  expect(evolve(bin, known('NoteRestored', later))).toEqual({ ...note, version: 2, updated_at: later.time });
});

test('the state before is left as it was', () => {
  const before = Object.freeze({ ...note });
  evolve(before, known('NoteDeleted', later));
  expect(before).toEqual(note);
});

test('an event without the creation before it is a bug of the caller', () => {
  expect(() => evolve(undefined, known('NoteDeleted', later))).toThrow('came before its creation');
});

test('clients see a note without its time of deletion', () => {
  const { deleted_at: _, ...seen } = note;
  expect(toNote(note)).toEqual(seen);
  expect('deleted_at' in toNote(note)).toBe(false);
});
