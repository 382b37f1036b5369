import { ForbiddenError, NotFoundError, PreconditionFailedError, TransportError } from '@notes/client';
import { changeOf, compareBy, type PendingWrite, SubjectStore, WriteQueue } from '@notes/page/subjects';
import { expect, test, vi } from 'vitest';
import type { AnyNote, Content } from './content.ts';
import { eventOf } from './events.ts';
import { matches } from './resource.ts';
import { type ListView, orders, routing } from './route.ts';
import { created, revised, sampleNote } from './testing/sample-note.ts';

const content = { title: 'Title a', description: '', priority: 0 };

const write = (members: Partial<PendingWrite<Content>>): PendingWrite<Content> => ({
  key: crypto.randomUUID(),
  id: 'a',
  kind: 'revise',
  changes: { title: 'New' },
  base: 1,
  author: 'ada',
  sentAtMs: 0,
  begunMs: 0,
  state: 'sending',
  ...members,
});

function stage() {
  const store = new SubjectStore<Content, ListView>(
    { matches, compare: ({ order }) => compareBy(orders[order].keys) },
    routing.initial,
  );
  store.learn([sampleNote('a')]);
  const api = { create: vi.fn(), update: vi.fn(), remove: vi.fn(), restore: vi.fn() };
  const handlers = { onCreated: vi.fn(), onConflict: vi.fn(), onRefused: vi.fn(), onFailed: vi.fn(), onSeen: vi.fn() };
  return { store, api, handlers, queue: new WriteQueue(api, store, handlers) };
}

type Store = SubjectStore<Content, ListView>;

const title = (store: Store): string | undefined => store.subjects.value.get('a')?.subject?.title;
const states = (store: Store): string[] => store.writes.value.map(({ state }) => state);

test('a change is shown at once, accepted, and complete once the feed has delivered it', async () => {
  const { store, api, handlers, queue } = stage();
  api.update.mockResolvedValue(sampleNote('a', { title: 'New', version: 2 }));
  queue.submit(write({}));
  expect([title(store), ...states(store)]).toEqual(['New', 'sending']);
  await vi.waitFor(() => expect(states(store)).toEqual(['accepted']));
  queue.seen('a', 2, 30);
  store.apply([changeOf(eventOf(revised('a', 2, 'New')))]);
  queue.confirm();
  expect(states(store)).toEqual([]);
  expect(handlers.onSeen).toHaveBeenCalledWith({ id: 'a', version: 2, ms: 30 });
});

test('a creation is one row, whether the feed or the answer is first', async () => {
  const { store, api, handlers, queue } = stage();
  let answer: (note: AnyNote) => void = () => {};
  api.create.mockReturnValue(
    new Promise<AnyNote>((resolve) => {
      answer = resolve;
    }),
  );
  queue.submit(write({ kind: 'create', id: 'made-up', base: 0, changes: { ...content, title: 'Title b' } }));
  const ids = (): string[] => store.rows.value.map(({ id }) => id).sort();
  expect(ids()).toEqual(['a', 'made-up']);
  queue.seen('b', 1, 20);
  store.apply([changeOf(eventOf(created('b')))]);
  queue.confirm();
  expect(ids()).toEqual(['a', 'made-up']);
  answer(sampleNote('b'));
  await vi.waitFor(() => expect(ids()).toEqual(['a', 'b']));
  expect(states(store)).toEqual([]);
  expect(handlers.onCreated).toHaveBeenCalledWith('made-up', sampleNote('b'));
});

test('the second change of a note is made on top of the first', async () => {
  const { api, queue } = stage();
  api.update
    .mockResolvedValueOnce(sampleNote('a', { version: 2 }))
    .mockResolvedValueOnce(sampleNote('a', { version: 3 }));
  queue.submit(write({}));
  queue.submit(write({}));
  await vi.waitFor(() => expect(api.update).toHaveBeenCalledTimes(2));
  expect(api.update.mock.calls.map(([, , options]) => options.ifMatch)).toEqual([1, 2]);
});

test('a change that comes too late is rolled back, theirs is shown, and both are reported', async () => {
  const { store, api, handlers, queue } = stage();
  const theirs = sampleNote('a', { title: 'Theirs', version: 2 });
  const problem = {
    type: '/problems/precondition-failed',
    title: '',
    status: 412,
    detail: '',
    instance: '',
    current: theirs,
  };
  api.update.mockRejectedValue(new PreconditionFailedError({ problem }));
  const late = write({});
  queue.submit(late);
  await vi.waitFor(() => expect(handlers.onConflict).toHaveBeenCalledWith(late, theirs));
  expect([title(store), ...states(store)]).toEqual(['Theirs']);
});

test('a change of a deleted note is a conflict, too', async () => {
  const { api, handlers, queue } = stage();
  const problem = { type: '/problems/not-found', title: '', status: 404, detail: '', instance: '' };
  api.update.mockRejectedValue(new NotFoundError({ problem }));
  const late = write({});
  queue.submit(late);
  await vi.waitFor(() => expect(handlers.onConflict).toHaveBeenCalledWith(late, undefined));
});

test('what is meant whichever version the user has seen is sent without one, and the next change is made on top of it', async () => {
  const { api, queue } = stage();
  api.update
    .mockResolvedValueOnce(sampleNote('a', { version: 4 }))
    .mockResolvedValueOnce(sampleNote('a', { version: 5 }));
  queue.submit(write({ base: undefined }));
  queue.submit(write({}));
  await vi.waitFor(() => expect(api.update).toHaveBeenCalledTimes(2));
  expect(api.update.mock.calls.map(([, , options]) => options.ifMatch)).toEqual([undefined, 4]);
});

test('a write that could not be sent stays, and is sent again under the same key', async () => {
  const { store, api, queue } = stage();
  api.update
    .mockRejectedValueOnce(new TransportError('away'))
    .mockResolvedValueOnce(sampleNote('a', { title: 'New', version: 2 }));
  queue.submit(write({ key: 'k' }));
  await vi.waitFor(() => expect(states(store)).toEqual(['failed']));
  expect(title(store)).toBe('New');
  queue.resend();
  await vi.waitFor(() => expect(states(store)).toEqual(['accepted']));
  expect(api.update.mock.calls.map(([, , options]) => options.idempotencyKey)).toEqual(['k', 'k']);
});

const answerLost = () => Object.assign(new TransportError('broken off'), { mayHaveHappened: true });
const problemOf = (status: number, slug: string) => ({
  problem: { type: `/problems/${slug}`, title: '', status, detail: '', instance: '' },
});

test('a write that may have been carried out is kept after a refusal without proof', async () => {
  const { store, api, handlers, queue } = stage();
  api.update
    .mockRejectedValueOnce(answerLost())
    .mockRejectedValueOnce(new ForbiddenError(problemOf(403, 'forbidden')))
    .mockResolvedValueOnce(sampleNote('a', { title: 'New', version: 2 }));
  queue.submit(write({}));
  for (const sendings of [1, 2]) {
    await vi.waitFor(() => expect(handlers.onFailed).toHaveBeenCalledTimes(sendings));
    expect(store.writes.value).toMatchObject([{ state: 'failed', mayHaveHappened: true }]);
    queue.resend();
  }
  await vi.waitFor(() => expect(states(store)).toEqual(['accepted']));
  expect(handlers.onRefused).not.toHaveBeenCalled();
});

test('a refusal with proof, and one of a write that was never sent, are reported at once', async () => {
  const { store, api, handlers, queue } = stage();
  api.update
    .mockRejectedValueOnce(answerLost())
    .mockRejectedValueOnce(new PreconditionFailedError({ ...problemOf(412, 'precondition-failed'), proved: true }));
  queue.submit(write({}));
  await vi.waitFor(() => expect(states(store)).toEqual(['failed']));
  queue.resend();
  await vi.waitFor(() => expect(handlers.onConflict).toHaveBeenCalled());
  api.update.mockRejectedValueOnce(new ForbiddenError(problemOf(403, 'forbidden')));
  queue.submit(write({}));
  await vi.waitFor(() => expect(handlers.onRefused).toHaveBeenCalled());
  expect(states(store)).toEqual([]);
});
