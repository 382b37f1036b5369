import { type Next, nextOf } from '@notes/kernel';
import { noteRecords, smallNote } from '@notes/kernel/testing';
import { expect, test, vi } from 'vitest';
import { RetainedWindow } from './retained-window.ts';
import type { SnapshotLoader } from './snapshot-loader.ts';
import { SubjectEntry } from './subject-entry.ts';
import { SubjectStates, type SubjectStatesParts } from './subject-states.ts';
import { TailProgress } from './tail-progress.ts';

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

/** States over a window that was let go below offset 5 while the read model was first asked, which tells `nexts`, one an answer. */
function released(nexts: readonly Next[]) {
  const window = new RetainedWindow(1_000_000);
  window.open(0, nextOf(2));
  const answers = nexts.values();
  const loader = {
    load: async () => {
      window.advance(0, nextOf(4));
      window.release(0, nextOf(4));
      return { chain: undefined, next: answers.next().value, command: undefined };
    },
  } as Partial<SnapshotLoader> as SnapshotLoader;
  const rewind = vi.fn();
  const parts = { aggregate: smallNote, records: noteRecords, loader, window, progress: new TailProgress(), rewind };
  return { rewind, states: new SubjectStates({ ...parts, partitionOf: () => 0, maxBytes: 1_000_000 }) };
}

test('what the read model applied and the window let go while a note was loaded is not missed: it is loaded again', async () => {
  const { states, rewind } = released([nextOf(3), nextOf(4)]);
  const onLoaded = vi.fn();
  await states.load(subject, onLoaded);
  expect(onLoaded).toHaveBeenCalledTimes(1);
  expect(rewind).not.toHaveBeenCalled();
});

test('a read model that stays behind what is retained tells no state, and the window is filled again from there', async () => {
  const { states, rewind } = released([nextOf(3), nextOf(3)]);
  await expect(states.load(subject, vi.fn())).rejects.toThrow('further behind');
  expect(rewind).toHaveBeenCalledWith(0, nextOf(3));
});
