import { expect, test } from 'vitest';
import { NoteEntry } from './note-entry.ts';
import { NoteStates, type NoteStatesParts } from './note-states.ts';

const noteId = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';

const entry = (frozen: boolean): NoteEntry =>
  NoteEntry.loaded(0, { head: { eventId: noteId, version: 1, deleted: false, frozen }, state: undefined }, 7);

const statesWith = (held: NoteEntry): NoteStates => {
  const states = new NoteStates({ maxBytes: 1_000_000 } as Partial<NoteStatesParts> as NoteStatesParts);
  states.put(noteId, held);
  return states;
};

test('a note in memory is handed out once', () => {
  const held = entry(false);
  const states = statesWith(held);
  expect(states.take(noteId)).toBe(held);
  expect(states.take(noteId)).toBeUndefined();
});

test('a frozen note is cold, so that the read model is asked whether it still is', () => {
  const states = statesWith(entry(true));
  expect(states.take(noteId)).toBeUndefined();
  expect(states.entries).toBe(0);
});
