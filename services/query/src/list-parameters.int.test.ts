import type { ListedNote, Note } from '@notes/features/notes/contract';
import { applyUpTo, openLog, putNotes, someNote } from '@notes/features/notes/testing';
import { sealCursor } from '@notes/reading';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type QueryUnderTest, startQuery } from './testing/start-query.ts';

type Page = { notes: ListedNote[]; next?: string };

let query: QueryUnderTest;
const at = (second: number) => new Date(Date.UTC(2026, 0, 31, 12, 0, second)).toISOString();
const made = (title: string, members: Partial<Note> = {}) => someNote({ title, description: '', ...members });
const notes = [
  made('Äpfel', { priority: 1, created_by: 'ada', updated_at: at(1) }),
  made('Buy milk', { priority: 2, created_by: 'ada', updated_at: at(2), description: 'two Litres' }),
  made('apples', { priority: 2, created_by: 'bob', updated_at: at(3) }),
  made('100% _done_', { priority: -1, created_by: 'eve', updated_at: at(4), description: 'back\\slash' }),
  made('😀', { priority: 0, created_by: 'bob', updated_at: at(5), description: 'MILKY' }),
];
const gone = {
  ...made('Old milk', { priority: 3, created_by: 'ada', updated_at: at(6), version: 2 }),
  deleted_at: at(6),
};

beforeAll(async () => {
  query = await startQuery();
  await openLog(query.database);
  await putNotes(query.database, ...notes, gone);
  await applyUpTo(query.database, 0, 3);
});
afterAll(() => query.stop());

async function titles(parameters: string): Promise<string[]> {
  const response = await query.get(`/v1/notes?${parameters}`);
  expect(response.status, parameters).toBe(200);
  return ((await response.json()) as Page).notes.map(({ title }) => title);
}

test.each([
  ['order_by=title', ['100% _done_', 'Buy milk', 'apples', 'Äpfel', '😀']],
  ['order_by=-title', ['😀', 'Äpfel', 'apples', 'Buy milk', '100% _done_']],
  ['order_by=-priority&order_by=title', ['Buy milk', 'apples', 'Äpfel', '😀', '100% _done_']],
  ['order_by=created_by&order_by=-updated_at', ['Buy milk', 'Äpfel', '😀', 'apples', '100% _done_']],
  ['order_by=updated_at&limit=2', ['Äpfel', 'Buy milk']],
  ['order_by=updated_at&limit=2&offset=3', ['100% _done_', '😀']],
  ['order_by=updated_at&offset=9', []],
  ['order_by=-created_at&limit=1', ['😀']],
])('?%s gives %j', async (parameters, expected) => {
  expect(await titles(parameters)).toEqual(expected);
});

test.each([
  ['created_by=bob', ['apples', '😀']],
  ['created_by=bob&created_by=eve', ['apples', '100% _done_', '😀']],
  ['created_by:ne=ada&created_by:ne=eve', ['apples', '😀']],
  ['created_by%3Ane=ada', ['apples', '100% _done_', '😀']],
  ['priority=2', ['Buy milk', 'apples']],
  ['priority=1&priority=0', ['Äpfel', '😀']],
  ['priority:ne=2&priority:ne=0', ['Äpfel', '100% _done_']],
  ['priority:gt=1', ['Buy milk', 'apples']],
  ['priority:ge=1&priority:lt=2', ['Äpfel']],
  ['priority:le=-1', ['100% _done_']],
  ['priority=2&created_by=ada', ['Buy milk']],
  ['search=milk', ['Buy milk', '😀']],
  ['search=LITRES', ['Buy milk']],
  ['search=%C3%A4PF', ['Äpfel']],
  ['search=a%CC%88pf', ['Äpfel']],
  ['search=%25', ['100% _done_']],
  ['search=_done_', ['100% _done_']],
  ['search=%5C', ['100% _done_']],
  ['search=p', ['Äpfel', 'apples']],
  ['search=%F0%9F%98%80', ['😀']],
  ['search=', ['Äpfel', 'Buy milk', 'apples', '100% _done_', '😀']],
  [`after=${at(4)}`, ['100% _done_', '😀']],
  [`before=${at(2)}`, ['Äpfel', 'Buy milk']],
  ['after=2026-01-31T13:00:03%2B01:00&before=2026-01-31t12:00:03z', ['apples']],
  [`after=${at(3).replace('000Z', '0001Z')}&search=apples`, []],
  ['search=milk&priority:ge=1', ['Buy milk']],
])('?%s selects %j', async (parameters, expected) => {
  expect(await titles(`order_by=updated_at&${parameters}`)).toEqual(expected);
});

test('the bin lists deleted notes alone, with the time of their deletion', async () => {
  const response = await query.get('/v1/notes?deleted=true');
  expect(await response.json()).toEqual({ notes: [gone] });
  expect(await titles('deleted=true&search=milk&order_by=title')).toEqual(['Old milk']);
  expect(await titles('deleted=true&created_by=bob')).toEqual([]);
  expect(await titles('deleted=false&search=milk')).toHaveLength(2);
});

test.each([
  ['limit=2', '5'],
  ['limit=2&offset=4', '5'],
  ['search=milk&limit=1', '2'],
  ['priority=77', '0'],
  ['deleted=true', '1'],
])('?%s&count=true counts the whole list: %s', async (parameters, total) => {
  const response = await query.get(`/v1/notes?${parameters}&count=true`);
  expect(response.headers.get('x-total-count')).toBe(total);
});

test('what is not asked for is not counted', async () => {
  for (const path of ['/v1/notes', '/v1/notes?count=false'])
    expect((await query.get(path)).headers.get('x-total-count')).toBeNull();
});

const linksOf = (response: Response) =>
  Object.fromEntries(
    [...(response.headers.get('link') ?? '').matchAll(/<([^>]*)>; rel="(\w+)"/g)].map(([, address, rel]) => [
      rel,
      address,
    ]),
  );

test.each(['limit=2&count=true&order_by=title', 'limit=2&offset=0&order_by=title'])(
  'links of ?%s lead through the list and back',
  async (parameters) => {
    const forward: string[][] = [];
    let response = await query.get(`/v1/notes?${parameters}`);
    const take = async () => ((await response.json()) as Page).notes.map(({ title }) => title);
    forward.push(await take());
    expect(linksOf(response)).not.toHaveProperty('prev');
    while (linksOf(response)['next'] !== undefined) {
      response = await query.get(linksOf(response)['next'] ?? '');
      forward.push(await take());
    }
    expect(forward).toEqual([['100% _done_', 'Buy milk'], ['apples', 'Äpfel'], ['😀']]);
    const backward: string[][] = [];
    while (linksOf(response)['prev'] !== undefined) {
      response = await query.get(linksOf(response)['prev'] ?? '');
      backward.push(await take());
    }
    expect(backward).toEqual(forward.toReversed().slice(1));
  },
);

const sealed = (scope: unknown, values: unknown[], epoch = 'k3f9a2c1') =>
  sealCursor(`${epoch}:0-3`, JSON.stringify(scope), values);
const here = ['notes', '-updated_at,-id', false, {}];
const id = someNote().id;

test('a cursor belongs to its filters and its order', async () => {
  const { next } = (await (await query.get('/v1/notes?limit=1&priority=2')).json()) as Page;
  expect((await query.get(`/v1/notes?cursor=${next}&priority=2&limit=3`)).status).toBe(200);
  for (const other of [
    '',
    '&priority=1',
    '&priority=2&order_by=title',
    '&priority=2&deleted=true',
    '&priority=2&search=a',
  ])
    expect((await query.get(`/v1/notes?cursor=${next}${other}`)).status, other).toBe(422);
});

test.each([
  'x',
  '',
  'AAAAAAAAAAAAAAAAAAAAAFtd',
  'a'.repeat(5_000),
  sealed(here, ['>', at(1), id], 'zzzzzzzz'),
  sealed(['notes', 'title,id', false, {}], ['>', at(1), id]),
  sealed(here, ['>', '2026-02-31T12:00:00.000Z', id]),
  sealed(here, ['!', at(1), id]),
  sealed(here, [at(1), id]),
])('a cursor that this list has not given out is refused (%#)', async (cursor) => {
  const response = await query.get(`/v1/notes?cursor=${cursor}`);
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ type: '/problems/invalid', errors: [{ parameter: 'cursor' }] });
});

test.each([
  ['limit=0', 'limit'],
  ['limit=101', 'limit'],
  ['limit=ten', 'limit'],
  ['limit=', 'limit'],
  ['limit=1.5', 'limit'],
  ['limit=1&limit=2', 'limit'],
  ['Limit=5', 'Limit'],
  ['offset=10001', 'offset'],
  ['offset=-1', 'offset'],
  [`offset=0&cursor=${sealed(here, ['>', at(1), id])}`, 'offset'],
  ['order_by=id', 'order_by'],
  ['order_by=', 'order_by'],
  ['order_by=title,priority', 'order_by'],
  ['order_by=title&order_by=-title', 'order_by'],
  ['order=title', 'order'],
  ['title=x', 'title'],
  ['priority=high', 'priority'],
  ['priority=2147483648', 'priority'],
  ['priority:gt=1&priority:gt=2', 'priority:gt'],
  ['priority:like=1', 'priority:like'],
  ['created_by:gt=ada', 'created_by:gt'],
  ['created_by=', 'created_by'],
  ['created_by=%00', 'created_by'],
  ['search=a%00b', 'search'],
  [`search=${'x'.repeat(201)}`, 'search'],
  ['search=a&search=b', 'search'],
  ['after=yesterday', 'after'],
  ['after=2026-01-31T12:00:00', 'after'],
  ['after=2026-01-31T12:00:00+01:00', 'after'],
  ['before=2026-02-30T12:00:00Z', 'before'],
  ['before=0000-01-01T00:00:00Z', 'before'],
  ['before=2026-01-31T12:00:00Z[Europe/Paris]', 'before'],
  ['deleted=yes', 'deleted'],
  ['count=1', 'count'],
])('?%s is refused by the name %s', async (parameters, parameter) => {
  const response = await query.get(`/v1/notes?${parameters}`);
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ errors: [{ parameter }] });
});

test('an operator that does not exist is told those that do', async () => {
  const { detail } = (await (await query.get('/v1/notes?priority:like=1')).json()) as { detail: string };
  expect(detail).toContain('priority:ge');
});

test('a key that a list cannot be ordered by is told those that it can', async () => {
  const { errors } = (await (await query.get('/v1/notes?order_by=id')).json()) as { errors: { detail: string }[] };
  expect(errors[0]?.detail).toContain('-updated_at');
});

test.each(['search=%zz', 'search=%ff', 'cursor=%'])('?%s cannot be read', async (parameters) => {
  expect((await query.get(`/v1/notes?${parameters}`)).status).toBe(400);
});
