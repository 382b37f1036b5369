import { expect, test } from 'vitest';
import { isKnown, isKnownType } from './note-event.ts';
import { eventOf } from './testing/event-of.ts';

test('knows its own types, by their full names alone', () => {
  expect(isKnownType('notes.NoteCreated.v1')).toBe(true);
  expect(
    ['NoteCreated', 'notes.NoteCreated.v2', 'notes.LogOpened.v1', 'toString', '__proto__', ''].some(isKnownType),
  ).toBe(false);
});

test('tells an event of a known type from one of another', () => {
  expect(isKnown(eventOf('NoteRestored'))).toBe(true);
  expect(isKnown(eventOf('NotePainted'))).toBe(false);
});
