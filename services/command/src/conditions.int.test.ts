import type { Note } from '@notes/features/notes/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandUnderTest, startCommand } from './testing/start-command.ts';

let command: CommandUnderTest;
beforeAll(async () => {
  command = await startCommand();
});
afterAll(() => command.stop());

/** Each such that an answer of 2xx would mean that it was passed over. */
const conditions: Readonly<Record<string, string>> = {
  'If-Match': '"77"',
  'If-None-Match': '*',
  'If-Modified-Since': 'Sat, 31 Jan 2099 12:00:00 GMT',
  'If-Unmodified-Since': 'Sat, 31 Jan 2026 12:00:00 GMT',
  'If-Range': '"77"',
  Range: 'bytes=0-1',
  'Content-Range': 'bytes 0-1/2',
};
const ofChanges = ['If-Match', 'If-None-Match', 'If-Unmodified-Since'];

const routes: readonly [method: string, path: string, honours: readonly string[]][] = [
  ['POST', '/v1/notes', []],
  ['DELETE', '/v1/notes', []],
  ['POST', '/v1/notes/bulk', []],
  ['PUT', '/v1/notes/{id}', ofChanges],
  ['PATCH', '/v1/notes/{id}', ofChanges],
  ['DELETE', '/v1/notes/{id}', ofChanges],
  ['POST', '/v1/notes/{id}/restore', ofChanges],
];

async function makeNote(): Promise<Note> {
  return (await (await command.send('POST', '/v1/notes', { body: { title: 'Tea' } })).json()) as Note;
}

const bodies: Readonly<Record<string, object>> = {
  'POST /v1/notes': { title: 'Milk' },
  'POST /v1/notes/bulk': { notes: [{ title: 'Milk' }] },
  'PUT /v1/notes/{id}': { title: 'Milk' },
  'PATCH /v1/notes/{id}': { title: 'Milk' },
};

const send = (method: string, path: string, headers: Record<string, string>, id = '') => {
  const body = bodies[`${method} ${path}`];
  const query = method === 'DELETE' && path === '/v1/notes' ? '?all=true' : '';
  return command.send(method, path.replace('{id}', id) + query, { headers, ...(body === undefined ? {} : { body }) });
};

test('these are all routes, of every resource', async () => {
  const { paths } = (await (await command.send('GET', '/openapi.json')).json()) as { paths: Record<string, object> };
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const resources = [...new Set(Object.keys(paths).map((path) => path.split('/')[2]))];
  expect(resources).toEqual(expect.arrayContaining(['notes', 'tasks']));
  const all = resources.flatMap((name) =>
    routes.map(([method, path]) => `${method} ${path.replace('notes', `${name}`)}`),
  );
  expect(all.sort()).toEqual(described.sort());
});

const cases = routes.flatMap(([method, path, honours]) =>
  Object.keys(conditions).map((header) => ({ method, path, header, honoured: honours.includes(header) })),
);

test.each(cases)('$header on $method $path: honoured ($honoured) or refused, and nothing is done', async (one) => {
  const { method, path, header, honoured } = one;
  const note = await makeNote();
  const response = await send(method, path, { [header]: conditions[header] ?? '' }, note.id);
  const problem = await response.json();
  if (honoured) {
    expect([response.status, problem]).toMatchObject([412, { type: '/problems/precondition-failed', current: note }]);
    // Proved, as every refusal: a read with it sees at least what was judged.
    expect(response.headers.get('consistency-token')).toMatch(/^k3f9a2c1:\d-\d+$/);
  } else {
    const errors = [{ header, code: 'not-supported' }];
    expect([response.status, problem]).toMatchObject([422, { type: '/problems/invalid', errors }]);
  }
  const after = await command.send('PATCH', `/v1/notes/${note.id}`, { headers: { 'if-match': '"77"' }, body: {} });
  expect(await after.json()).toMatchObject({ current: note });
});

const tea = { PUT: { title: 'Milk' }, PATCH: { title: 'Milk' }, DELETE: undefined } as const;
const methods = Object.keys(tea) as (keyof typeof tea)[];
const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();

test.each(methods)('conditions that are met let %s pass', async (method) => {
  for (const headers of [
    { 'if-match': 'W/"1"' },
    { 'if-match': '"7-gzip", "1-gzip"' },
    { 'if-none-match': '"7"' },
    { 'if-none-match': '"foreign"', 'if-match': '*' },
    { 'if-unmodified-since': inAnHour },
  ]) {
    const note = await makeNote();
    const body = tea[method];
    const response = await command.send(method, `/v1/notes/${note.id}`, { headers, ...(body ? { body } : {}) });
    expect([headers, response.status]).toEqual([headers, method === 'DELETE' ? 204 : 200]);
  }
});

test.each(methods)('a note that is not there is not found by %s, whatever it is asked to be like', async (method) => {
  const note = await makeNote();
  await command.send('DELETE', `/v1/notes/${note.id}`);
  const body = tea[method];
  for (const headers of [{ 'if-none-match': '*' }, { 'if-match': '*' }, { 'if-unmodified-since': inAnHour }]) {
    const response = await command.send(method, `/v1/notes/${note.id}`, { headers, ...(body ? { body } : {}) });
    expect(response.status).toBe(404);
  }
});

test('a repetition under its key gets the first answer, although the condition is not met any more', async () => {
  const note = await makeNote();
  const headers = { 'idempotency-key': 'conditional', 'if-none-match': '"2"', 'if-unmodified-since': inAnHour };
  const patch = () => command.send('PATCH', `/v1/notes/${note.id}`, { headers, body: { title: 'Milk' } });
  expect((await patch()).status).toBe(200);
  const again = await patch();
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
});

test.each([
  ['If-Match', '3'],
  ['If-None-Match', '"3'],
  ['If-Unmodified-Since', 'yesterday'],
])('%s: %s cannot be read', async (header, value) => {
  const note = await makeNote();
  const response = await command.send('DELETE', `/v1/notes/${note.id}`, { headers: { [header]: value } });
  expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ header, code: 'bad-format' }] }]);
});
