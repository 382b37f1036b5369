import { expect, test } from 'vitest';
import { appendEvents, changeOf, type Effect, eventSentence, foldHistory, type SubjectEvent } from './events.ts';
import { applyChanges, type Knowledge, learn } from './knowledge.ts';

type Content = { readonly title: string; readonly description: string };

const event = (version: number, effect: Effect<Content>): SubjectEvent<Content> => ({
  id: 'a',
  version,
  time: new Date(Date.UTC(2026, 0, 1, 0, 0, version)).toISOString(),
  actor: 'ada',
  effect,
});

const history = [
  event(1, { kind: 'creates', content: { title: 'A', description: '' } }),
  event(2, { kind: 'changes', changes: { title: 'B' } }),
  event(3, { kind: 'fences' }),
  event(4, { kind: 'deletes' }),
  event(5, { kind: 'restores' }),
  event(6, { kind: 'unknown' }),
];
const nothing: Knowledge<Content> = new Map();

test('events that are delivered again change nothing', () => {
  const { knowledge } = applyChanges(nothing, history.map(changeOf));
  const again = applyChanges(knowledge, history.map(changeOf));
  expect(again.knowledge).toBe(knowledge);
  expect(again.changed.size).toBe(0);
});

test('a fence, and what is not known, change the version alone', () => {
  expect(foldHistory(history, 3)).toMatchObject({ title: 'B', version: 3 });
  expect(foldHistory(history)).toMatchObject({ title: 'B', version: 6, created_by: 'ada' });
});

test('a change of an unknown subject requests it, and an older response is not enough', () => {
  const { knowledge, unknown } = applyChanges(nothing, history.slice(5).map(changeOf));
  expect([...unknown]).toEqual(['a']);
  const [older, newer] = [foldHistory(history, 5), foldHistory(history)];
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

test('a history without its beginning yields no subject', () => {
  expect(foldHistory(history.slice(1))).toBeUndefined();
});

test('what is there already is not there twice', () => {
  expect(appendEvents(history.slice(0, 2), history)).toEqual(history);
  expect(appendEvents(history, history)).toBe(history);
});

test('what would leave a gap is left out', () => {
  expect(appendEvents(history.slice(0, 1), history.slice(2))).toEqual(history.slice(0, 1));
  expect(appendEvents([], history.slice(1))).toEqual([]);
});

test('a sentence names what was changed', () => {
  const sentence = (effect: Effect<Content>): string =>
    eventSentence(event(2, effect), { one: 'note', labels: { title: 'Title', description: 'Text' } });
  expect(sentence({ kind: 'creates', content: { title: 'A', description: '' } })).toBe('created the note');
  expect(sentence({ kind: 'changes', changes: { title: 'B', description: 'b' } })).toBe(
    'changed the title and the text',
  );
});
