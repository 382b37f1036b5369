import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { applyUpTo, openLog, putNotes, someNote } from '@notes/features/notes/testing';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type QueryUnderTest, startQuery } from './testing/start-query.ts';

let query: QueryUnderTest;
beforeAll(async () => {
  query = await startQuery();
  await openLog(query.database);
  await applyUpTo(query.database, 0, 10);
});
afterAll(() => query.stop());

const at = (token: string, prefer?: string) => ({
  'consistency-token': token,
  ...(prefer === undefined ? {} : { prefer }),
});

/** Puts a note in 200 ms from now, with the checkpoint, as the projector does: in one transaction. */
async function projectSoon(note: ReturnType<typeof someNote>, offset: number): Promise<void> {
  await wait(200);
  const client = await query.database.connect();
  await client.query('begin');
  await putNotes(client, note);
  await applyUpTo(client, 1, offset);
  await client.query('commit');
  client.release();
}

test('a note that is projected while its reader waits is answered', async () => {
  const note = someNote();
  const begun = performance.now();
  const [response] = await Promise.all([query.get(`/v1/notes/${note.id}`, at('k3f9a2c1:1-20')), projectSoon(note, 20)]);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual(note);
  expect(response.headers.get('consistency-token')).toBe('k3f9a2c1:0-10.1-20');
  expect(performance.now() - begun).toBeLessThan(4_000);
});

test('a list and the status wait alike', async () => {
  const note = someNote();
  const [list, status] = await Promise.all([
    query.get('/v1/notes', at('k3f9a2c1:0-10.1-21')),
    query.get('/v1/status', at('k3f9a2c1:0-10.1-21')),
    projectSoon(note, 21),
  ]);
  expect(await list.json()).toMatchObject({ notes: expect.arrayContaining([note]) });
  expect(await status.json()).toMatchObject({
    partitions: expect.arrayContaining([expect.objectContaining({ position: 21 })]),
  });
});

test('a token that is reached already costs no wait', async () => {
  const response = await query.get('/v1/notes', at('k3f9a2c1:0-10', 'wait=0'));
  expect(response.status).toBe(200);
  expect(response.headers.get('preference-applied')).toBe('wait=0');
});

test('a token of nothing is reached', async () => {
  expect((await query.get('/v1/notes', at('k3f9a2c1:'))).status).toBe(200);
});

test('a token that is not reached in time is answered 503 with Retry-After', async () => {
  const begun = performance.now();
  const response = await query.get('/v1/notes', at('k3f9a2c1:2-5', 'wait=1'));
  const took = performance.now() - begun;
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ type: '/problems/not-caught-up' });
  expect(response.headers.get('retry-after')).toBe('1');
  expect(response.headers.get('preference-applied')).toBe('wait=1');
  expect(took).toBeGreaterThan(990);
  expect(took).toBeLessThan(4_000);
});

test('without a preference the wait is five seconds', async () => {
  const begun = performance.now();
  const response = await query.get('/v1/notes', at('k3f9a2c1:2-5'));
  expect(response.status).toBe(503);
  expect(response.headers.get('preference-applied')).toBeNull();
  expect(performance.now() - begun).toBeGreaterThan(4_950);
  expect(performance.now() - begun).toBeLessThan(9_000);
});

test('a note that is not there is not found only once the token is reached', async () => {
  const response = await query.get(`/v1/notes/${someNote().id}`, at('k3f9a2c1:2-5', 'wait=0'));
  expect(response.status).toBe(503);
});

test('a token of another log is answered 409', async () => {
  const response = await query.get('/v1/notes', at('zzzzzzzz:0-1'));
  expect(response.status).toBe(409);
  expect(await response.json()).toMatchObject({ type: '/problems/epoch-changed' });
});

test.each(['garbage', '', 'k3f9a2c1', 'k3f9a2c1:0-01', 'k3f9a2c1:0-1.0-2', 'k3f9a2c1:0-1, k3f9a2c1:1-1'])(
  'the token %j is malformed',
  async (token) => {
    const response = await query.get('/v1/notes', at(token));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ type: '/problems/malformed-request' });
  },
);

test('the database is asked while somebody waits, and no longer when they have gone', async () => {
  const asked = async () => {
    const { rows } = await query.database.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
       where application_name = 'query' and query like 'select here.position from%' and query_start > now() - interval '300 ms'`,
    );
    return rows[0]?.count ?? 0;
  };
  const client = request(`${query.url}/v1/notes`, { headers: at('k3f9a2c1:2-5', 'wait=30') }).on('error', () => {});
  client.end();
  await eventually(async () => expect(await asked()).toBeGreaterThan(0));
  client.destroy();
  await eventually(async () => expect(await asked()).toBe(0), { timeoutMs: 3_000 });
});

test('a service that stops does not let waiting clients hold it up', async () => {
  const other = await startQuery();
  await openLog(other.database);
  const waiting = other.get('/v1/notes', at('k3f9a2c1:2-5', 'wait=30'));
  await wait(100);
  const begun = performance.now();
  await other.stop();
  expect((await waiting).status).toBe(503);
  expect(performance.now() - begun).toBeLessThan(8_000);
});
