import type pg from 'pg';
import { afterAll, expect, inject, test, vi } from 'vitest';
import { introducedOtherwise } from '../testing/introduced-otherwise.ts';
import { createPool } from './create-pool.ts';

const logger = { warn: vi.fn() };
const databaseUrl = inject('databaseUrl');
const pool = createPool({ DATABASE_URL: databaseUrl }, { logger, name: 'service-test', max: 3 });
afterAll(() => pool.end());

async function one(sql: string, from: pg.Pool = pool): Promise<Record<string, unknown>> {
  return (await from.query(sql)).rows[0];
}

test('reads int8 as number and timestamptz as RFC 3339 in UTC, and leaves numeric as text', async () => {
  const row =
    await one(`select 9007199254740991::int8 as big, array[1, null]::int8[] as list, '{}'::int8[] as none, 1.50::numeric as num,
    timestamptz '2026-01-31 13:00:00.123987+01' as at, null::timestamptz as missing`);
  expect(row).toEqual({
    big: 9007199254740991,
    list: [1, null],
    none: [],
    num: '1.50',
    at: '2026-01-31T12:00:00.123Z',
    missing: null,
  });
});

test('a connection is replaced when it is old enough', async () => {
  const aging = createPool({ DATABASE_URL: databaseUrl }, { logger, name: 'service-test', max: 1, maxAgeSeconds: 0.2 });
  const backend = () => one('select pg_backend_pid() as pid', aging);
  const first = await backend();
  await vi.waitFor(async () => expect(await backend()).not.toEqual(first), { timeout: 5_000 });
  await aging.end();
});

test('fails rather than to give a wrong number', async () => {
  await expect(one('select 9007199254740992::int8 as big')).rejects.toThrow(/holds exactly/);
  expect(await one('select 1 as fine')).toEqual({ fine: 1 });
});

test('runs in UTC, under its name, with a limit on every statement, whatever else the address asks for', async () => {
  const url = new URL(databaseUrl);
  url.searchParams.set('options', '-c TimeZone=America/Lima -c work_mem=8MB');
  const other = createPool({ DATABASE_URL: url.href }, { logger, name: 'other', max: 1, statementTimeoutMs: 1234 });
  const settings = `select current_setting('TimeZone') as zone, current_setting('statement_timeout') as timeout,
    current_setting('work_mem') as mem, current_setting('application_name') as name`;
  expect(await one(settings, other)).toEqual({ zone: 'UTC', timeout: '1234ms', mem: '8MB', name: 'other' });
  await other.end();
});

test('plans by index where that is asked for', async () => {
  const other = createPool({ DATABASE_URL: databaseUrl }, { logger, name: 'other', max: 1, preferIndexes: true });
  const settings = `select current_setting('enable_seqscan') as scans, current_setting('enable_sort') as sorts,
    current_setting('jit') as jit, current_setting('plan_cache_mode') as cached`;
  expect(await one(settings, other)).toEqual({ scans: 'off', sorts: 'off', jit: 'off', cached: 'force_generic_plan' });
  expect(await one(settings)).toMatchObject({ scans: 'on' });
  await other.end();
});

test('through a pooler makes only the settings that poolers track, and says once that statements have no limit', async () => {
  logger.warn.mockClear();
  const pooler = await introducedOtherwise(databaseUrl);
  const pooled = createPool({ DATABASE_URL: pooler.url }, { logger, name: 'pooled', max: 2, preferIndexes: true });
  const settings = `select current_setting('TimeZone') as zone, current_setting('statement_timeout') as timeout,
    current_setting('enable_seqscan') as scans, pg_sleep(0.1)`;
  const rows = await Promise.all([one(settings, pooled), one(settings, pooled)]);
  for (const row of rows) expect(row).toMatchObject({ zone: 'UTC', timeout: '0', scans: 'on' });
  expect(logger.warn).toHaveBeenCalledTimes(1);
  expect(logger.warn.mock.lastCall?.[0].run).toMatch(
    /^alter role ".+" in database ".+" set statement_timeout = '10s'$/,
  );
  await pooled.end();
  pooler.close();
});

test('stops a statement that takes too long', async () => {
  const hasty = createPool({ DATABASE_URL: databaseUrl }, { logger, name: 'hasty', max: 1, statementTimeoutMs: 50 });
  await expect(one('select pg_sleep(30)', hasty)).rejects.toMatchObject({ code: '57014' });
  await hasty.end();
});

test('survives the loss of an idle connection', async () => {
  logger.warn.mockClear();
  const victim = createPool({ DATABASE_URL: databaseUrl }, { logger, name: 'victim', max: 1 });
  const { pid } = await one('select pg_backend_pid() as pid', victim);
  await pool.query('select pg_terminate_backend($1)', [pid]);
  await vi.waitFor(() => expect(logger.warn).toHaveBeenCalled());
  expect(await one('select 1 as fine', victim)).toEqual({ fine: 1 });
  await victim.end();
});

test('gives up soon when the server is away', async () => {
  const nowhere = createPool({ DATABASE_URL: 'postgres://127.0.0.1:1/none' }, { logger, name: 'nowhere' });
  await expect(nowhere.query('select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await nowhere.end();
});
