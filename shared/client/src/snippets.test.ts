import { eventually } from '@notes/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { FakeService, problem } from './testing/fake-service.ts';
import { FaultServer } from './testing/fault-server.ts';

const note = { id: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60', title: 'Buy milk', version: 1 };

afterEach(() => vi.unstubAllEnvs());

test('write and read', async () => {
  const service = await FakeService.start();
  vi.stubEnv('NOTES_URL', service.url);
  service.replies(
    { status: 201, body: note },
    { body: { ...note, version: 2 } },
    ...[1, 2].map(() => ({ body: { notes: [note] }, headers: { 'consistency-token': 'k3f9a2c1:0-2' } })),
    { status: 204, headers: { etag: '"3"' } },
    { body: { ...note, version: 4 } },
  );
  const { page, restored } = await import('./snippets/write-and-read.ts');
  expect(page).toMatchObject({ notes: [note], position: 'k3f9a2c1:0-2' });
  expect(restored.version).toBe(4);
  expect(service.asked.map(({ method, headers }) => [method, headers['if-match']])).toEqual([
    ...[
      ['POST', undefined],
      ['PATCH', '"1"'],
      ['GET', undefined],
      ['GET', undefined],
    ],
    ...[
      ['DELETE', undefined],
      ['POST', '"3"'],
    ],
  ]);
  await service.stop();
});

test('handle errors', async () => {
  const service = await FakeService.start();
  vi.stubEnv('NOTES_URL', service.url);
  const { rename } = await import('./snippets/handle-errors.ts');
  service.replies(problem(412, 'precondition-failed', { current: note }));
  expect(await rename(note.id, 1, 'x')).toBe('It is called Buy milk now.');
  service.replies(problem(422, 'invalid'));
  expect(await rename(note.id, 1, '')).toBe('Some of it is not valid; the details say what: It is invalid.');
  service.replies(problem(503, 'outcome-unknown', {}, { 'retry-after': '60' }));
  expect(await rename(note.id, 1, 'x', '00000000-0000-4000-8000-000000000001')).toBe(
    'Ask again with the key 00000000-0000-4000-8000-000000000001.',
  );
  await service.stop();
});

test('unique tasks', async () => {
  const service = await FakeService.start();
  vi.stubEnv('NOTES_URL', service.url);
  const { findOrCreate, finish, overdue } = await import('./snippets/unique-tasks.ts');
  const taken = problem(409, 'not-unique', { holder: `/v1/tasks/${note.id}` });
  service.replies(taken, problem(404, 'not-found'), taken, { body: note });
  expect(await findOrCreate('Roof')).toEqual(note);
  expect(service.asked.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST', 'GET']);
  service.replies({ body: { tasks: [note] } });
  expect(await overdue('ada', new Date(0))).toEqual([note]);
  expect(service.asked[0]?.path).toContain('done=false&due%3Alt=1970-01-01T00%3A00%3A00.000Z&order_by=-severity');
  service.replies({ body: note });
  await finish(note.id);
  expect(service.asked[0]?.body).toEqual({ done_at: true });
  await service.stop();
});

test('follow the feed', async () => {
  const server = await new FaultServer().start();
  vi.stubEnv('NOTES_URL', server.url);
  const { follow } = await import('./snippets/follow-the-feed.ts');
  const controller = new AbortController();
  let seen: ReadonlyMap<string, string> = new Map();
  const following = follow(controller.signal, (titles) => {
    seen = titles;
  });
  await eventually(() => expect(server.asked('subscribe')).toHaveLength(1));
  server.append();
  await eventually(() => expect(seen.get('n')).toBe('#1'));
  server.append('NoteDeleted');
  await eventually(() => expect(seen.size).toBe(0));
  controller.abort();
  await following;
  await server.stop();
});
