import { openLog, putNotes, someNote } from '@notes/features/notes/testing';
import { eventually, startTcpProxy, type TcpProxy } from '@notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type QueryUnderTest, startQuery } from './testing/start-query.ts';

let query: QueryUnderTest;
let way: TcpProxy;
const note = someNote();
const paths = [`/v1/notes/${note.id}`, '/v1/notes', '/v1/status'];

beforeAll(async () => {
  query = await startQuery({}, async (databaseUrl) => {
    way = await startTcpProxy(databaseUrl);
    return way.url;
  });
  await openLog(query.database);
  await putNotes(query.database, note);
});
afterAll(async () => {
  await query.stop();
  await way.close();
});

const statuses = () => Promise.all(paths.map(async (path) => (await query.get(path)).status));
const ready = async () => (await query.get('/readyz')).status;

test.each(['cut', 'hang'] as const)(
  'with the way to Postgres %s, reads are refused soon, and work again by themselves',
  async (fault) => {
    await eventually(async () => expect(await ready()).toBe(200));
    expect(await statuses()).toEqual([200, 200, 200]);
    way[fault]();
    const begun = performance.now();
    const response = await query.get(paths[0] ?? '');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ type: '/problems/unavailable' });
    expect(await statuses()).toEqual([503, 503, 503]);
    expect(performance.now() - begun).toBeLessThan(2 * 3_500);
    await eventually(async () => expect(await ready()).toBe(503), { timeoutMs: 8_000 });
    expect(await (await query.get('/readyz')).text()).toContain('Postgres');
    expect((await query.get('/livez')).status).toBe(200);
    way.restore();
    await eventually(async () => expect(await statuses()).toEqual([200, 200, 200]), { timeoutMs: 4_000 });
    await eventually(async () => expect(await ready()).toBe(200), { timeoutMs: 5_000 });
  },
);

test('one who waits for the read model is told when Postgres goes away', async () => {
  const waiting = query.get('/v1/notes', { 'consistency-token': 'k3f9a2c1:2-5', prefer: 'wait=30' });
  await eventually(async () => {
    const { rows } = await query.database.query(
      "select 1 from pg_stat_activity where application_name = 'query' and query like 'select here.position from%'",
    );
    expect(rows.length).toBeGreaterThan(0);
  });
  way.cut();
  expect(await (await waiting).json()).toMatchObject({ type: '/problems/unavailable' });
  way.restore();
});
