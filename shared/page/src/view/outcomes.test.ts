import { ForbiddenError, NotUniqueError } from '@notes/client';
import { signal } from '@preact/signals';
import { beforeEach, expect, test, vi } from 'vitest';
import { toasts } from '../messages.ts';
import { Drafts, newId, type PendingWrite, type Subject } from '../subjects/index.ts';
import { outcomesOf } from './outcomes.ts';

type Content = { readonly title: string; readonly key: string | null };

const empty: Content = { title: '', key: null };
const before: Subject<Content> = {
  ...{ id: 'a', title: 'Before', key: null, created_by: 'ada', version: 1 },
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
};
const write = (members: Partial<PendingWrite<Content>>): PendingWrite<Content> => ({
  ...{ key: 'k', id: 'a', kind: 'revise', base: 1, before, author: 'ada', sentAtMs: 0, begunMs: 0, state: 'sending' },
  changes: { key: 'K-1' },
  ...members,
});
const taken = new NotUniqueError({
  problem: {
    ...{ type: '/problems/not-unique', title: '', status: 409, detail: 'Taken.', instance: '' },
    errors: [{ pointer: '#/key', code: 'not-unique', detail: 'Taken.' }],
    ...{ holder: '/v1/things/b' },
  },
});
const refused = { errors: { key: 'Another thing has this key.' }, holder: 'b' };

/** `openId` is the id of what is open. */
function stage(openId: string | undefined) {
  const open = vi.fn();
  const drafts = new Drafts<Content>(empty, open);
  const route = signal({ open: openId });
  const conflict = signal(undefined);
  const words = { one: 'thing', empty, labels: { title: 'Title', key: 'Key' } };
  return { open, drafts, conflict, outcomes: outcomesOf(words, { route, drafts, conflict, open }) };
}

beforeEach(() => {
  toasts.value = [];
});
const texts = (): string[] => toasts.value.map(({ text }) => text);

test('a value that another one has is reported at its field, with the one that has it', () => {
  const { drafts, open, outcomes } = stage('made-up');
  outcomes.onRefused(
    write({ kind: 'create', id: 'made-up', before: undefined, changes: { title: 'New', key: 'K-1' } }),
    taken,
  );
  expect(drafts.all.value.get(newId)).toMatchObject({
    base: undefined,
    content: { title: 'New', key: 'K-1' },
    refused,
  });
  expect([open.mock.calls, texts()]).toEqual([[[newId, 'replace']], []]);
});

test('what is not open any more is offered to be edited again', () => {
  const { drafts, outcomes } = stage(undefined);
  outcomes.onRefused(write({}), taken);
  expect([texts(), drafts.all.value.size]).toEqual([['Another thing has this key.'], 0]);
  toasts.value[0]?.action?.run();
  expect(drafts.all.value.get('a')).toMatchObject({ base: before, content: { title: 'Before', key: 'K-1' }, refused });
});

test('what the user has begun to write since is not replaced', () => {
  const { drafts, outcomes } = stage('a');
  const draft = { base: before, content: { title: 'Newer', key: null } };
  drafts.keep('a', draft);
  outcomes.onRefused(write({}), taken);
  expect(drafts.all.value.get('a')).toBe(draft);
});

test('what cannot be restored, since its value has been taken, leads to the one that has it', () => {
  const { open, outcomes } = stage('a');
  outcomes.onRefused(write({ kind: 'restore', changes: {} }), taken);
  expect(toasts.value).toMatchObject([{ text: 'Another thing has this key.', action: { label: 'Show that thing' } }]);
  toasts.value[0]?.action?.run();
  expect(open).toHaveBeenCalledWith('b');
});

test('another refusal is reported as it is', () => {
  const { outcomes } = stage('a');
  const problem = { type: '/problems/forbidden', title: '', status: 403, detail: 'Not yours.', instance: '' };
  outcomes.onRefused(write({ kind: 'remove' }), new ForbiddenError({ problem }));
  expect(texts()).toEqual([expect.stringContaining('Not yours.')]);
});

test('a change of no version in particular has no conflict: what it was for is in the bin', () => {
  const { conflict, outcomes } = stage('a');
  outcomes.onConflict(write({ before: undefined, base: undefined }), undefined);
  expect([conflict.value, texts()]).toEqual([undefined, ['The thing was moved to the bin meanwhile.']]);
});
