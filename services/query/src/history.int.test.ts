import type { HistoryPage } from '@notes/features/notes/contract';
import { applyUpTo, journalEvents, openLog, someNote } from '@notes/features/notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type QueryUnderTest, startQuery } from './testing/start-query.ts';

let query: QueryUnderTest;
const { id } = someNote();
const long = someNote().id;
const newer = someNote().id;
const path = `/v1/notes/${id}`;
const created = { type: 'NoteCreated', data: { title: 'Tea', description: '', priority: 1 } };
const at = (second: number) => `2026-01-31T12:00:${String(second).padStart(2, '0')}.000Z`;

beforeAll(async () => {
  query = await startQuery();
  await openLog(query.database);
  await journalEvents(query.database, id, [
    created,
    { type: 'NoteRevised', data: { changes: { title: 'Green tea' } } },
    { type: 'NoteDeleted', data: {} },
    { type: 'NoteRestored', data: {} },
    { type: 'NoteRevised', data: { changes: { priority: 2 } } },
    { type: 'NoteDeleted', data: {} },
  ]);
  const revisions = Array.from({ length: 1_200 }, (_, i) => ({
    type: 'NoteRevised',
    data: { changes: { priority: i } },
  }));
  await journalEvents(query.database, long, [created, ...revisions]);
  await journalEvents(query.database, newer, [created, { type: 'NotePainted', data: { colour: 'red' } }]);
  await applyUpTo(query.database, 1, 2_000);
});
afterAll(() => query.stop());

const tea = { id, title: 'Tea', description: '', priority: 1, created_by: 'ada', created_at: at(0) };

test.each([
  ['version=1', { ...tea, updated_at: at(0), version: 1 }],
  ['version=2', { ...tea, title: 'Green tea', updated_at: at(1), version: 2 }],
  ['version=4', { ...tea, title: 'Green tea', updated_at: at(3), version: 4 }],
  ['version=5', { ...tea, title: 'Green tea', priority: 2, updated_at: at(4), version: 5 }],
  [`at=${at(0)}`, { ...tea, updated_at: at(0), version: 1 }],
  ['at=2026-01-31T12:00:01.9999Z', { ...tea, title: 'Green tea', updated_at: at(1), version: 2 }],
  ['at=2026-01-31T14:00:00.5%2B02:00', { ...tea, updated_at: at(0), version: 1 }],
])('a note that is deleted now was this at ?%s', async (moment, note) => {
  const response = await query.get(`${path}?${moment}`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual(note);
  expect(response.headers.get('etag')).toBe(`"${note.version}"`);
  expect(response.headers.get('consistency-token')).toBe('k3f9a2c1:1-2000');
  const held = await query.get(`${path}?${moment}`, { 'if-none-match': `"${note.version}"` });
  expect(held.status).toBe(304);
});

test.each([
  'version=3',
  'version=6',
  'version=7',
  'version=2147483647',
  'at=2026-01-31T11:59:59.999Z',
  `at=${at(2)}`,
  `at=${at(9)}`,
])('there was no such note at ?%s', async (moment) => {
  expect((await query.get(`${path}?${moment}`)).status).toBe(404);
});

test('a note that never was is not found at any time', async () => {
  const { id: nobody } = someNote();
  expect((await query.get(`/v1/notes/${nobody}?version=1`)).status).toBe(404);
  expect((await query.get(`/v1/notes/${nobody}/events`)).status).toBe(404);
});

test('a long life is folded to its end', async () => {
  expect(await (await query.get(`/v1/notes/${long}?version=1001`)).json()).toMatchObject({
    version: 1001,
    priority: 999,
  });
  expect(await (await query.get(`/v1/notes/${long}?at=2030-01-01T00:00:00Z`)).json()).toMatchObject({ version: 1201 });
});

test('what came before an event of an unknown type can be read, and what came after is refused', async () => {
  expect((await query.get(`/v1/notes/${newer}?version=1`)).status).toBe(200);
  const after = await query.get(`/v1/notes/${newer}?version=2`);
  expect(after.status).toBe(409);
  expect(await after.json()).toMatchObject({ type: '/problems/note-blocked' });
});

test.each([
  ['version=0', 'version'],
  ['version=x', 'version'],
  ['version=2147483648', 'version'],
  ['version=1&version=2', 'version'],
  ['at=yesterday', 'at'],
  ['at=2026-01-31T12:00:00', 'at'],
  [`version=1&at=${at(0)}`, 'at'],
  ['since=1', 'since'],
])('?%s is refused by the name %s', async (moment, parameter) => {
  const response = await query.get(`${path}?${moment}`);
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ errors: [{ parameter }] });
});

test('the history tells all that happened, the oldest first, and where it stands in the log', async () => {
  const response = await query.get(`${path}/events`);
  expect(response.status).toBe(200);
  expect(response.headers.get('consistency-token')).toBe('k3f9a2c1:1-2000');
  const { events, next } = (await response.json()) as HistoryPage;
  expect(next).toBeUndefined();
  expect(events.map(({ type, version }) => `${version} ${type}`)).toEqual([
    '1 NoteCreated',
    '2 NoteRevised',
    '3 NoteDeleted',
    '4 NoteRestored',
    '5 NoteRevised',
    '6 NoteDeleted',
  ]);
  expect(events[1]).toEqual({
    note_id: id,
    version: 2,
    type: 'NoteRevised',
    time: at(1),
    actor: 'ada',
    data: { changes: { title: 'Green tea' } },
    position: 'k3f9a2c1:1-2',
  });
});

test('events of unknown types are told as they are', async () => {
  const { events } = (await (await query.get(`/v1/notes/${newer}/events`)).json()) as HistoryPage;
  expect(events[1]).toMatchObject({ type: 'NotePainted', data: { colour: 'red' } });
});

test('a long history comes in pages', async () => {
  const versions: number[] = [];
  let next: string | undefined = '';
  while (next !== undefined) {
    const cursor: string = next === '' ? '' : `&cursor=${next}`;
    const page = (await (await query.get(`/v1/notes/${long}/events?limit=100${cursor}`)).json()) as HistoryPage;
    versions.push(...page.events.map(({ version }) => version));
    next = page.next;
  }
  expect(versions).toEqual(Array.from({ length: 1_201 }, (_, i) => i + 1));
  expect(((await (await query.get(`/v1/notes/${long}/events`)).json()) as HistoryPage).events).toHaveLength(50);
});

test('a cursor is of one history', async () => {
  const { next } = (await (await query.get(`${path}/events?limit=1`)).json()) as HistoryPage;
  expect((await query.get(`${path}/events?cursor=${next}`)).status).toBe(200);
  for (const refused of [
    `/v1/notes/${long}/events?cursor=${next}`,
    `/v1/notes?cursor=${next}`,
    `${path}/events?cursor=x`,
  ])
    expect((await query.get(refused)).status, refused).toBe(422);
});
