import { expect, test } from 'vitest';
import { isKnown, isKnownType } from './event.ts';
import { eventOf } from './testing/event-of.ts';
import { smallNote } from './testing/small-note.ts';

test('knows its own types, by their full names alone', () => {
  expect(isKnownType(smallNote.events, 'notes.NoteCreated.v1')).toBe(true);
  expect(
    ['NoteCreated', 'notes.NoteCreated.v2', 'notes.LogOpened.v1', 'toString', '__proto__', ''].some((type) =>
      isKnownType(smallNote.events, type),
    ),
  ).toBe(false);
});

test('tells an event of a known type from one of another', () => {
  expect(isKnown(eventOf(smallNote, 'NoteRestored'))).toBe(true);
  expect(isKnown(eventOf(smallNote, 'Painted'))).toBe(false);
});
