import { expect, test } from 'vitest';
import { sampleNote } from '../testing/sample-note.ts';
import { learnNotes } from './known.ts';
import { overlayWrites, type PendingWrite, withoutOwnCreations } from './pending-write.ts';

const write = (members: Partial<PendingWrite>): PendingWrite => ({
  key: 'k',
  noteId: 'a',
  kind: 'revise',
  changes: {},
  base: 1,
  author: 'ada',
  sentAtMs: 0,
  begunMs: 0,
  state: 'sending',
  ...members,
});
const { knowledge } = learnNotes(new Map(), [sampleNote('a'), sampleNote('b')]);

test('a change shows before it is accepted', () => {
  const shown = overlayWrites(knowledge, [write({ changes: { title: 'New' } })]);
  expect(shown.get('a')?.note).toMatchObject({ title: 'New', version: 1 });
  expect(knowledge.get('a')?.note?.title).toBe('Title a');
});

test('an accepted change does not cover what others have changed since', () => {
  const later = learnNotes(knowledge, [sampleNote('a', { title: 'Theirs', version: 3 })]).knowledge;
  const mine = write({ changes: { title: 'Mine' }, state: 'accepted', version: 2 });
  expect(overlayWrites(later, [mine]).get('a')?.note?.title).toBe('Theirs');
});

test('an accepted deletion stays in effect until the feed has told of it', () => {
  const shown = overlayWrites(knowledge, [write({ kind: 'remove', state: 'accepted', version: 2 })]);
  expect(shown.get('a')?.note?.deleted_at).toBeDefined();
});

test('a creation that the feed tells of before its answer comes is shown once', () => {
  const content = { title: 'Title b', description: '', priority: 0 };
  const creation = write({ kind: 'create', noteId: 'made-up', changes: content, base: 0 });
  const shown = overlayWrites(withoutOwnCreations(knowledge, new Set(['b']), [creation]), [creation]);
  expect([...shown.keys()].sort()).toEqual(['a', 'made-up']);
  const accepted = [write({ ...creation, noteId: 'b', state: 'accepted', version: 1 })];
  expect([...overlayWrites(withoutOwnCreations(knowledge, new Set(['b']), accepted), accepted).keys()]).toEqual([
    'a',
    'b',
  ]);
});
