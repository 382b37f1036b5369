import type { Position } from '@notes/kernel';
import { eventually } from '@notes/testing';
import pg from 'pg';
import { afterAll, afterEach, expect, inject, test, vi } from 'vitest';
import { listenToProgress, progressChannel } from './progress-news.ts';

const databaseUrl = inject('databaseUrl');
const pool = new pg.Pool({ connectionString: databaseUrl });
afterAll(() => pool.end());

const until = (assertion: () => unknown) => eventually(assertion, { timeoutMs: 20_000 });

const logger = { info: vi.fn(), warn: vi.fn() };
afterEach(() => vi.clearAllMocks());

/** `echoes`: the connections by which echoes are sent. */
function ear(echoes: Pick<pg.Pool, 'query'> = pool) {
  const heard: (Position | boolean)[] = [];
  const watch = {
    hear: (position: Position) => void heard.push(position),
    setHearing: (hearing: boolean) => void heard.push(hearing),
  };
  return { heard, news: listenToProgress(databaseUrl, { name: 'test-news', logger, watch, pool: echoes }) };
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
  await until(() => expect(heard).toEqual([true]));
  await tell('k3f9a2c1:3-7');
  await tell('');
  await until(() => expect(heard).toEqual([true, at(7), true]));
  await news.stop();
  expect(heard.at(-1)).toBe(false);
  await until(async () => expect(await connections()).toEqual([]));
});

test('a lost connection is told, and made again', async () => {
  const { heard, news } = ear();
  await news.start();
  await until(() => expect(heard).toEqual([true]));
  for (const pid of await connections()) await pool.query('select pg_terminate_backend($1)', [pid]);
  await until(() => expect(heard).toEqual([true, false, true]));
  await tell('k3f9a2c1:3-8');
  await until(() => expect(heard.at(-1)).toEqual(at(8)));
  await news.stop();
});

test('where LISTEN is answered and nothing is heard, as behind a pooler, the watch goes on polling', async () => {
  // Notifications of another database do not arrive: the server answers all statements, and stays silent.
  const elsewhere = new URL(databaseUrl);
  elsewhere.pathname = '/postgres';
  const other = new pg.Pool({ connectionString: elsewhere.href });
  const { heard, news } = ear(other);
  await news.start();
  await until(() => expect(logger.warn).toHaveBeenCalled());
  expect(heard).not.toContain(true);
  await news.stop();
  await other.end();
});

test('a server that is not there is tried again until the stop', async () => {
  const heard: boolean[] = [];
  const watch = { hear: () => {}, setHearing: (hearing: boolean) => void heard.push(hearing) };
  const news = listenToProgress('postgres://127.0.0.1:1/none', { name: 'test-news', logger, watch, pool });
  await news.start();
  const warned = vi.spyOn(process, 'emitWarning');
  await until(() => expect(heard.length).toBeGreaterThan(12));
  await news.stop();
  expect(warned).not.toHaveBeenCalled();
  expect(logger.warn).toHaveBeenCalledTimes(1);
  warned.mockRestore();
  expect(heard).not.toContain(true);
});
