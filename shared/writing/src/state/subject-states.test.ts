import { nextOf } from '@notes/kernel';
import { smallNote } from '@notes/kernel/testing';
import { expect, test } from 'vitest';
import { SubjectEntry } from './subject-entry.ts';
import { SubjectStates, type SubjectStatesParts } from './subject-states.ts';

const subject = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';

const entry = (frozen: boolean): SubjectEntry =>
  SubjectEntry.loaded(
    smallNote,
    0,
    { head: { family: 'notes', eventId: subject, version: 1, deleted: false, frozen }, state: undefined },
    nextOf(7),
  );

const statesWith = (held: SubjectEntry): SubjectStates => {
  const states = new SubjectStates({ maxBytes: 1_000_000 } as Partial<SubjectStatesParts> as SubjectStatesParts);
  states.put(subject, held);
  return states;
};

test('a note in memory is handed out once', () => {
  const held = entry(false);
  const states = statesWith(held);
  expect(states.take(subject)).toBe(held);
  expect(states.take(subject)).toBeUndefined();
});

test('a frozen note is cold, so that the read model is asked whether it still is', () => {
  const states = statesWith(entry(true));
  expect(states.take(subject)).toBeUndefined();
  expect(states.entries).toBe(0);
});
