import type { PastEvent } from '@notes/client';
import { applyChanges, type Knowledge, learn } from '@notes/page/subjects';
import { expect, test } from 'vitest';
import type { Content } from './content.ts';
import { appendEvents, changeOf, foldHistory } from './events.ts';
import { created, deleted, restored, revised } from './testing/sample-note.ts';

const nothing: Knowledge<Content> = new Map();
const history = [created('a'), revised('a', 2, 'B'), deleted('a', 3), restored('a', 4), revised('a', 5, 'C')];

test('events make of a note what its history makes of it, at each version', () => {
  for (const { version } of history) {
    const { knowledge } = applyChanges(nothing, history.slice(0, version).map(changeOf));
    expect(knowledge.get('a')?.subject).toEqual(foldHistory(history, version));
  }
  expect(foldHistory(history, 3)).toMatchObject({ title: 'B', version: 3, deleted_at: history[2]?.time });
  expect(foldHistory(history)).toMatchObject({ title: 'C', version: 5 });
  expect(foldHistory(history)).not.toHaveProperty('deleted_at');
});

test('events that are delivered again change nothing', () => {
  const { knowledge } = applyChanges(nothing, history.map(changeOf));
  const again = applyChanges(knowledge, history.map(changeOf));
  expect(again.knowledge).toBe(knowledge);
  expect(again.changed.size).toBe(0);
});

test('a change of an unknown note requests the note, and an older response is not enough', () => {
  const { knowledge, unknown } = applyChanges(nothing, [changeOf(revised('a', 5, 'C'))]);
  expect([...unknown]).toEqual(['a']);
  const older = foldHistory(history, 4);
  const newer = foldHistory(history);
  if (older === undefined || newer === undefined) throw new Error('The history is not whole.');
  expect(learn(knowledge, [older]).changed.size).toBe(0);
  expect(learn(knowledge, [newer]).knowledge.get('a')?.subject).toEqual(newer);
});

test('a late response does not replace newer knowledge', () => {
  const { knowledge } = applyChanges(nothing, history.map(changeOf));
  const older = foldHistory(history, 2);
  if (older === undefined) throw new Error('The history is not whole.');
  expect(learn(knowledge, [older]).knowledge).toBe(knowledge);
});

test('a history without its beginning yields no note', () => {
  expect(foldHistory(history.slice(1))).toBeUndefined();
});

const past: readonly PastEvent[] = [created('a'), revised('a', 2, 'B'), revised('a', 3, 'C')].map((event) => ({
  ...event,
  position: 'p',
}));

test('what is there already is not there twice', () => {
  expect(appendEvents(past.slice(0, 2), past)).toEqual(past);
  expect(appendEvents(past, past)).toBe(past);
});

test('what would leave a gap is left out', () => {
  expect(appendEvents(past.slice(0, 1), past.slice(2))).toEqual(past.slice(0, 1));
  expect(appendEvents([], past.slice(1))).toEqual([]);
});
