import { applyUpTo, deleteNote, openLog, putNotes, someNote } from '@notes/features/notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type QueryUnderTest, startQuery } from './testing/start-query.ts';

let query: QueryUnderTest;
const note = someNote({ title: 'Émile\'s "note" 🥛\n', version: 7 });
const path = `/v1/notes/${note.id}`;

beforeAll(async () => {
  query = await startQuery();
  await openLog(query.database);
  await putNotes(query.database, note);
  await applyUpTo(query.database, 1, 41);
});
afterAll(() => query.stop());

test('a note is answered with all its members, its ETag and the position it was read at', async () => {
  const response = await query.get(path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(response.headers.get('etag')).toBe('"7"');
  expect(response.headers.get('consistency-token')).toBe('k3f9a2c1:1-41');
  expect(await response.json()).toEqual(note);
});

test.each(['"7"', 'W/"7"', '"1", "7"', '*'])('If-None-Match: %s is answered 304 without a body', async (tags) => {
  const response = await query.get(path, { 'if-none-match': tags });
  expect(response.status).toBe(304);
  expect(response.headers.get('etag')).toBe('"7"');
  expect(response.headers.get('consistency-token')).toBe('k3f9a2c1:1-41');
  expect(response.headers.get('content-type')).toBeNull();
  expect(await response.text()).toBe('');
});

test('If-None-Match of another version is answered in full', async () => {
  expect((await query.get(path, { 'if-none-match': '"6", W/"8"' })).status).toBe(200);
});

test('If-None-Match that is no list of tags is malformed', async () => {
  const response = await query.get(path, { 'if-none-match': '7' });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ type: '/problems/malformed-request' });
});

test('HEAD answers the headers of GET, and no body', async () => {
  const response = await query.get(path, {}, 'HEAD');
  const whole = await query.get(path);
  expect(response.status).toBe(200);
  expect(response.headers.get('etag')).toBe('"7"');
  expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(await whole.text())));
  expect(await response.text()).toBe('');
});

test.each([
  'a3f2b8c9-5a5d-4c1e-9d0a-1b2c3d4e5f60',
  note.id.toUpperCase(),
  note.id.replaceAll('-', ''),
  `${note.id}0`,
  'x',
  '%00',
  "'%20or%201=1",
])('%s is not found', async (id) => {
  const response = await query.get(`/v1/notes/${id}`);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(response.headers.get('consistency-token')).toBeNull();
});

test('a deleted note is not found, also for those who hold it', async () => {
  const gone = someNote();
  await putNotes(query.database, gone);
  await deleteNote(query.database, gone.id);
  expect((await query.get(`/v1/notes/${gone.id}`)).status).toBe(404);
  expect((await query.get(`/v1/notes/${gone.id}`, { 'if-none-match': '*' })).status).toBe(404);
});

test('a parameter is refused by name', async () => {
  const response = await query.get(`${path}?verbose=1`);
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ errors: [{ parameter: 'verbose', code: 'unknown-parameter' }] });
});

test.each(['PATCH', 'TRACE', 'POST'])('%s is not a method here', async (method) => {
  const response = await query.get(path, {}, method);
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
});

test('many reads at once each get their own note', async () => {
  const notes = Array.from({ length: 200 }, () => someNote());
  await putNotes(query.database, ...notes);
  const answers = await Promise.all(notes.map(async ({ id }) => (await query.get(`/v1/notes/${id}`)).json()));
  expect(answers).toEqual(notes);
});

test('a note and its position are of one snapshot', async () => {
  const { database } = query;
  const moving = someNote({ version: 1 });
  await putNotes(database, moving);
  await applyUpTo(database, 2, 1);
  const writer = (async () => {
    const client = await database.connect();
    for (let version = 2; version <= 150; version += 1) {
      await client.query('begin');
      await putNotes(client, { ...moving, version });
      await applyUpTo(client, 2, version);
      await client.query('commit');
    }
    client.release();
  })();
  let latest = 0;
  while (latest < 150) {
    const responses = await Promise.all([1, 2, 3, 4].map(() => query.get(`/v1/notes/${moving.id}`)));
    for (const response of responses) {
      const { version } = (await response.json()) as { version: number };
      expect(response.headers.get('consistency-token')).toBe(`k3f9a2c1:1-41.2-${version}`);
      latest = Math.max(latest, version);
    }
  }
  await writer;
});
