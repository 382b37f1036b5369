import { expect, test } from 'vitest';
import { learn, overlayWrites, type PendingWrite, type Subject, withoutOwnCreations } from './knowledge.ts';

type Content = { readonly title: string };

const sample = (id: string, members: Partial<Subject<Content>> = {}): Subject<Content> => ({
  id,
  title: `Title ${id}`,
  created_by: 'ada',
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  version: 1,
  ...members,
});
const write = (members: Partial<PendingWrite<Content>>): PendingWrite<Content> => ({
  key: 'k',
  id: 'a',
  kind: 'revise',
  changes: {},
  base: 1,
  author: 'ada',
  sentAtMs: 0,
  begunMs: 0,
  state: 'sending',
  ...members,
});
const { knowledge } = learn(new Map(), [sample('a'), sample('b')]);

test('a change shows before it is accepted', () => {
  const shown = overlayWrites(knowledge, [write({ changes: { title: 'New' } })]);
  expect(shown.get('a')?.subject).toMatchObject({ title: 'New', version: 1 });
  expect(knowledge.get('a')?.subject?.title).toBe('Title a');
});

test('an accepted change does not cover what others have changed since', () => {
  const later = learn(knowledge, [sample('a', { title: 'Theirs', version: 3 })]).knowledge;
  const mine = write({ changes: { title: 'Mine' }, state: 'accepted', version: 2 });
  expect(overlayWrites(later, [mine]).get('a')?.subject?.title).toBe('Theirs');
});

test('an accepted deletion stays in effect until the feed has delivered it', () => {
  const shown = overlayWrites(knowledge, [write({ kind: 'remove', state: 'accepted', version: 2 })]);
  expect(shown.get('a')?.subject?.deleted_at).toBeDefined();
});

test('a creation whose event arrives before its response is shown once', () => {
  const content = { title: 'Title b' };
  const creation = write({ kind: 'create', id: 'made-up', changes: content, base: 0 });
  const shown = overlayWrites(withoutOwnCreations(knowledge, new Set(['b']), [creation]), [creation]);
  expect([...shown.keys()].sort()).toEqual(['a', 'made-up']);
  const accepted = [write({ ...creation, id: 'b', state: 'accepted', version: 1 })];
  expect([...overlayWrites(withoutOwnCreations(knowledge, new Set(['b']), accepted), accepted).keys()]).toEqual([
    'a',
    'b',
  ]);
});
