import { applyUpTo, openLog, putNotes, someNote } from '@notes/features/notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type QueryUnderTest, startQuery } from './testing/start-query.ts';

let query: QueryUnderTest;
const note = someNote({ version: 7, updated_at: '2026-01-31T12:00:00.250Z' });
const path = `/v1/notes/${note.id}`;
const before = 'Sat, 31 Jan 2026 12:00:00 GMT';
const after = 'Sat, 31 Jan 2026 12:00:01 GMT';

beforeAll(async () => {
  query = await startQuery();
  await openLog(query.database);
  await putNotes(query.database, note);
  await applyUpTo(query.database, 1, 41);
});
afterAll(() => query.stop());

const get = (headers: Record<string, string>, method = 'GET') => query.get(path, headers, method);

/** 200: the whole note. By what is in the right column the read is refused, or the client spared the body. */
const table: readonly [Record<string, string>, 200 | 304 | 412][] = [
  [{ 'if-match': '"7"' }, 200],
  [{ 'if-match': '*' }, 200],
  [{ 'if-match': 'W/"7"' }, 200],
  [{ 'if-match': '"1", "7-gzip"' }, 200],
  [{ 'if-match': '"6"' }, 412],
  [{ 'if-match': '"foreign"' }, 412],
  [{ 'if-none-match': '"7"' }, 304],
  [{ 'if-none-match': '"7-br"' }, 304],
  [{ 'if-none-match': '"6"' }, 200],
  [{ 'if-unmodified-since': after }, 200],
  [{ 'if-unmodified-since': before }, 412],
  [{ 'if-unmodified-since': before, 'if-match': '"7"' }, 200],
  [{ 'if-modified-since': after }, 304],
  [{ 'if-modified-since': before }, 200],
  [{ 'if-modified-since': 'yesterday' }, 200],
  [{ 'if-modified-since': after, 'if-none-match': '"6"' }, 200],
  [{ 'if-match': '"6"', 'if-none-match': '"7"' }, 412],
  [{ 'if-match': '"7"', 'if-none-match': '"7"' }, 304],
];

test.each(table)('a read with %j is answered %d, by GET and HEAD alike', async (headers, status) => {
  for (const method of ['GET', 'HEAD']) {
    const response = await get(headers, method);
    expect([method, response.status]).toEqual([method, status]);
    expect(response.headers.get('consistency-token')).toBe('k3f9a2c1:1-41');
    if (method === 'HEAD') continue;
    if (status === 200) expect(await response.json()).toEqual(note);
    if (status === 412)
      expect(await response.json()).toMatchObject({ type: '/problems/precondition-failed', current: note });
  }
});

test('a condition on a note as it was is about that version', async () => {
  expect((await query.get(`${path}?version=8`, { 'if-match': '"7"' })).status).toBe(404);
});

test('a date that is none is no protection, and refused', async () => {
  const response = await get({ 'if-unmodified-since': 'yesterday' });
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { errors: [{ header: 'If-Unmodified-Since' }] },
  ]);
});

const routes = ['/v1/notes', `${path}/events`, '/v1/stats', '/v1/status', path];

test('these are all routes, of every resource', async () => {
  const { paths } = (await (await query.get('/openapi.json')).json()) as { paths: Record<string, object> };
  const others = [...new Set(Object.keys(paths).map((path) => path.split('/')[2]))].filter(
    (name) => !['notes', 'stats', 'status'].includes(`${name}`),
  );
  expect(others).toContain('tasks');
  const all = [
    ...routes.map((route) => route.replace(note.id, '{id}')),
    ...others.flatMap((name) => ['', '/stats', '/{id}', '/{id}/events'].map((rest) => `/v1/${name}${rest}`)),
  ];
  expect(all.sort()).toEqual(Object.keys(paths).sort());
});

test.each(routes.slice(0, 4))(
  'GET %s has no version: what would protect is refused, what would spare is sent in full',
  async (url) => {
    const inFull = { 'If-None-Match': '"7"', 'If-Modified-Since': after, 'If-Range': '"7"', Range: 'bytes=0-1' };
    for (const [header, value] of Object.entries(inFull)) {
      const response = await query.get(url, { [header]: value });
      expect([header, response.status, response.headers.get('accept-ranges')]).toEqual([
        ...[header, url.endsWith('events') ? 404 : 200],
        header === 'Range' ? 'none' : null,
      ]);
    }
    for (const [header, value] of [
      ['If-Match', '"7"'],
      ['If-Unmodified-Since', before],
      ['Content-Range', 'bytes 0-1/2'],
    ] as const) {
      const response = await query.get(url, { [header]: value });
      expect([response.status, await response.json()]).toMatchObject([
        422,
        { type: '/problems/invalid', errors: [{ header, code: 'not-supported' }] },
      ]);
    }
  },
);

test('a part of a note is not to be had: it is answered in full, and says so', async () => {
  const response = await get({ range: 'bytes=0-1', 'if-range': '"7"' });
  expect([response.status, response.headers.get('accept-ranges'), await response.json()]).toEqual([200, 'none', note]);
});

test('OPTIONS and methods that are not there take no notice of conditions', async () => {
  expect((await get({ 'if-match': '"1"' }, 'OPTIONS')).status).toBe(204);
  expect((await get({ 'if-range': '"1"' }, 'TRACE')).status).toBe(405);
});
