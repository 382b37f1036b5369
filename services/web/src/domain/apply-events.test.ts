import { expect, test } from 'vitest';
import { created, deleted, restored, revised } from '../testing/sample-note.ts';
import { applyEvents, foldHistory } from './apply-events.ts';
import { type Knowledge, learnNotes } from './known.ts';

const nothing: Knowledge = new Map();
const history = [created('a'), revised('a', 2, 'B'), deleted('a', 3), restored('a', 4), revised('a', 5, 'C')];

test('events make of a note what its history makes of it, at each version', () => {
  for (const { version } of history) {
    const { knowledge } = applyEvents(nothing, history.slice(0, version));
    expect(knowledge.get('a')?.note).toEqual(foldHistory(history, version));
  }
  expect(foldHistory(history, 3)).toMatchObject({ title: 'B', version: 3, deleted_at: history[2]?.time });
  expect(foldHistory(history)).toMatchObject({ title: 'C', version: 5 });
  expect(foldHistory(history)).not.toHaveProperty('deleted_at');
});

test('events that come again change nothing', () => {
  const { knowledge } = applyEvents(nothing, history);
  const again = applyEvents(knowledge, history);
  expect(again.knowledge).toBe(knowledge);
  expect(again.changed.size).toBe(0);
});

test('a change of a note that was never read asks for the note, and an older answer does not do', () => {
  const { knowledge, unknown } = applyEvents(nothing, [revised('a', 5, 'C')]);
  expect([...unknown]).toEqual(['a']);
  const older = foldHistory(history, 4);
  const newer = foldHistory(history);
  if (older === undefined || newer === undefined) throw new Error('The history is not whole.');
  expect(learnNotes(knowledge, [older]).changed.size).toBe(0);
  expect(learnNotes(knowledge, [newer]).knowledge.get('a')?.note).toEqual(newer);
});

test('an answer that comes late does not take back what is known', () => {
  const { knowledge } = applyEvents(nothing, history);
  const older = foldHistory(history, 2);
  if (older === undefined) throw new Error('The history is not whole.');
  expect(learnNotes(knowledge, [older]).knowledge).toBe(knowledge);
});

test('a history without its beginning tells nothing', () => {
  expect(foldHistory(history.slice(1))).toBeUndefined();
});
