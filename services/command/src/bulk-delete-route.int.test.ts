import type { Note } from '@notes/features/notes/contract';
import { type Scope, signToken } from '@notes/service';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type CommandUnderTest, showNotes, startCommand, testEpoch } from './testing/start-command.ts';

const AUTH_JWT_SECRET = 'a secret of more than thirty-two bytes';
let open: CommandUnderTest;
let guarded: CommandUnderTest;

beforeAll(async () => {
  [open, guarded] = await Promise.all([startCommand(), startCommand({ AUTH_JWT_SECRET })]);
});
beforeEach(async () => {
  await Promise.all([open, guarded].map(({ database }) => database.query('truncate rm_1.notes')));
});
afterAll(() => Promise.all([open.stop(), guarded.stop()]));

type Headers = Record<string, string>;
const bulkDelete = (query: string, headers: Headers = {}) => open.send('DELETE', `/v1/notes?${query}`, { headers });

/** Creates notes, and shows them in the read model. */
async function makeNotes(bodies: readonly object[], service = open, headers: Headers = {}): Promise<Note[]> {
  const response = await service.send('POST', '/v1/notes/bulk', { body: { notes: bodies }, headers });
  expect(response.status).toBe(201);
  const { notes } = (await response.json()) as { notes: Note[] };
  await showNotes(service.database, notes);
  return notes;
}

/** Whether a note is there, without touching it: no entity tag but its own would be a precondition that fails. */
async function isThere(note: Note | undefined, service = open, headers: Headers = {}): Promise<boolean> {
  const wrong = { ...headers, 'if-match': '"77"' };
  const { status } = await service.send('PATCH', `/v1/notes/${note?.id}`, { body: { title: 'x' }, headers: wrong });
  expect([404, 412]).toContain(status);
  return status === 412;
}

test('what the filters let through is deleted, and nothing else', async () => {
  const notes = await makeNotes([
    { title: 'Buy milk', priority: 1 },
    { title: 'Tea', description: 'with MILK', priority: 2 },
    { title: 'Milk again', priority: 3 },
    { title: 'Bread', priority: 1 },
  ]);
  const response = await bulkDelete('search=milk&priority:lt=3');
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ deleted: 2 });
  expect(response.headers.get('consistency-token')).toMatch(new RegExp(`^${testEpoch}:\\d-\\d+`));
  expect(await Promise.all(notes.map((note) => isThere(note)))).toEqual([false, false, true, true]);
});

test('a repetition finds nothing to delete, although the read model still shows the notes', async () => {
  await makeNotes([{ title: 'a' }, { title: 'b' }]);
  expect(await (await bulkDelete('all=true')).json()).toEqual({ deleted: 2 });
  expect(await (await bulkDelete('all=true')).json()).toEqual({ deleted: 0 });
});

test('all notes are deleted, however many batches it takes', async () => {
  const many = Array.from({ length: 420 }, (_, i) => ({ title: `Note ${i}` }));
  for (let i = 0; i < 3; i++) await makeNotes(many);
  const response = await bulkDelete('all=true', { prefer: 'wait=7', 'consistency-token': `${testEpoch}:` });
  expect(await response.json()).toEqual({ deleted: 1_260 });
  expect(response.headers.get('preference-applied')).toBe('wait=7');
});

test.each([
  ['', 'all'],
  ['all=false', 'all'],
  ['search=', 'all'],
  ['all=yes', 'all'],
  ['limit=5&all=true', 'limit'],
  ['all=true&cursor=x', 'cursor'],
  ['all=true&order_by=title', 'order_by'],
  ['all=true&offset=0', 'offset'],
  ['deleted=true&all=true', 'deleted'],
  ['title=x', 'title'],
  ['after=yesterday', 'after'],
])('DELETE /v1/notes?%s is refused by the name %s, and deletes nothing', async (query, parameter) => {
  const [note] = await makeNotes([{ title: 'a' }]);
  const response = await bulkDelete(query);
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ type: '/problems/invalid', errors: [{ parameter }] });
  expect(await isThere(note)).toBe(true);
});

test('a note that has changed since the read model saw it is passed over', async () => {
  const [changed, other] = await makeNotes([{ title: 'Draft' }, { title: 'Draft' }]);
  await open.send('PATCH', `/v1/notes/${changed?.id}`, { body: { title: 'Final' } });
  expect(await (await bulkDelete('search=draft')).json()).toEqual({ deleted: 1 });
  expect([await isThere(changed), await isThere(other)]).toEqual([true, false]);
});

test('it waits for the Consistency-Token, and deletes nothing if that is not reached', async () => {
  const [note] = await makeNotes([{ title: 'a' }]);
  const late = await bulkDelete('all=true', { 'consistency-token': `${testEpoch}:2-999999`, prefer: 'wait=0' });
  expect([late.status, await late.json()]).toMatchObject([503, { type: '/problems/not-caught-up' }]);
  expect((await bulkDelete('all=true', { 'consistency-token': 'x' })).status).toBe(400);
  expect((await bulkDelete('all=true', { 'consistency-token': 'zzzzzzzz:0-1' })).status).toBe(409);
  expect(await isThere(note)).toBe(true);
  const waiting = bulkDelete('all=true', { 'consistency-token': `${testEpoch}:2-0` });
  await open.database.query('update checkpoints set position = 0 where partition = 2');
  expect(await (await waiting).json()).toEqual({ deleted: 1 });
});

test('a repetition under its key leaves alone what was restored since, and another request under it is refused', async () => {
  const [note] = await makeNotes([{ title: 'Precious' }]);
  const key = { 'idempotency-key': 'bulk-1' };
  expect(await (await bulkDelete('search=precious', key)).json()).toEqual({ deleted: 1 });
  const restored = (await (await open.send('POST', `/v1/notes/${note?.id}/restore`)).json()) as Note;
  await showNotes(open.database, [restored]);
  expect(await (await bulkDelete('search=precious', key)).json()).toEqual({ deleted: 0 });
  expect(await isThere(restored)).toBe(true);
  await makeNotes([{ title: 'Plain' }]);
  const other = await bulkDelete('all=true', key);
  expect([other.status, await other.json()]).toMatchObject([
    422,
    { type: '/problems/idempotency-key-reused', detail: expect.stringContaining(' 1 notes have been deleted') },
  ]);
  expect(await (await bulkDelete('search=precious', { 'idempotency-key': 'bulk-2' })).json()).toEqual({ deleted: 1 });
});

test('Prefer: return=minimal is answered without a body', async () => {
  await makeNotes([{ title: 'a' }]);
  const response = await bulkDelete('all=true', {
    prefer: 'return=minimal, wait=3',
    'consistency-token': `${testEpoch}:`,
  });
  expect([response.status, await response.text()]).toEqual([204, '']);
  expect(response.headers.get('preference-applied')).toBe('wait=3, return=minimal');
  expect(response.headers.get('consistency-token')).not.toBeNull();
});

test("it is for whoever may write, and passes over others' notes, unless the caller may change any", async () => {
  const as = async (subject: string, ...scopes: Scope[]) => ({
    authorization: `Bearer ${await signToken({ AUTH_JWT_SECRET }, { subject, scopes, ttlMs: 60_000 })}`,
  });
  const [ada, bob] = [await as('ada', 'notes:write'), await as('bob', 'notes:write')];
  const [hers] = await makeNotes([{ title: 'x' }], guarded, ada);
  const [his] = await makeNotes([{ title: 'x' }], guarded, bob);
  const clear = (headers: Headers, query = 'all=true') => guarded.send('DELETE', `/v1/notes?${query}`, { headers });
  expect((await clear({})).status).toBe(401);
  expect((await clear(await as('ada', 'notes:read'))).status).toBe(403);
  expect(await (await clear(ada, 'created_by=bob')).json()).toEqual({ deleted: 0 });
  expect(await (await clear(ada)).json()).toEqual({ deleted: 1 });
  expect([await isThere(hers, guarded, ada), await isThere(his, guarded, bob)]).toEqual([false, true]);
  expect(await (await clear(await as('root', 'notes:admin'))).json()).toEqual({ deleted: 1 });
});
