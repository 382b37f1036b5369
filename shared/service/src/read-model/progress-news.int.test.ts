import type { Position } from '@notes/kernel';
import { eventually, freshDatabase } from '@notes/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { listenToProgress, progressChannel } from './progress-news.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: pg.Pool;
beforeAll(async () => {
  database = await freshDatabase(inject('databaseUrl'));
  pool = new pg.Pool({ connectionString: database.url });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

function ear() {
  const heard: (Position | boolean)[] = [];
  const watch = {
    hear: (position: Position) => void heard.push(position),
    setHearing: (hearing: boolean) => void heard.push(hearing),
  };
  return { heard, news: listenToProgress(database.url, { name: 'test-news', watch }) };
}

const connections = async (): Promise<number[]> =>
  (await pool.query(`select pid from pg_stat_activity where application_name = 'test-news'`)).rows.map(
    ({ pid }) => pid,
  );
const tell = (text: string) => pool.query('select pg_notify($1, $2)', [progressChannel, text]);
const at = (offset: number): Position => ({ epoch: 'k3f9a2c1', offsets: new Map([[3, offset]]) });

test('what is told with a commit is heard; what cannot be read makes the watch ask', async () => {
  const { heard, news } = ear();
  await news.start();
  await eventually(() => expect(heard).toEqual([true]));
  await tell('k3f9a2c1:3-7');
  await tell('');
  await eventually(() => expect(heard).toEqual([true, at(7), true]));
  await news.stop();
  expect(heard.at(-1)).toBe(false);
  await eventually(async () => expect(await connections()).toEqual([]));
});

test('a lost connection is told, and made again', async () => {
  const { heard, news } = ear();
  await news.start();
  await eventually(() => expect(heard).toEqual([true]));
  for (const pid of await connections()) await pool.query('select pg_terminate_backend($1)', [pid]);
  await eventually(() => expect(heard).toEqual([true, false, true]));
  await tell('k3f9a2c1:3-8');
  await eventually(() => expect(heard.at(-1)).toEqual(at(8)));
  await news.stop();
});

test('a server that is not there is tried again until the stop', async () => {
  const heard: boolean[] = [];
  const watch = { hear: () => {}, setHearing: (hearing: boolean) => void heard.push(hearing) };
  const news = listenToProgress('postgres://127.0.0.1:1/none', { name: 'test-news', watch });
  await news.start();
  const warned = vi.spyOn(process, 'emitWarning');
  await eventually(() => expect(heard.length).toBeGreaterThan(12), { timeoutMs: 20_000 });
  await news.stop();
  expect(warned).not.toHaveBeenCalled();
  expect(heard).not.toContain(true);
});
