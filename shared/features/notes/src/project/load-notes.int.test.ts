import { createPool } from '@notes/service';
import { freshDatabase, pagesByKeptPlan } from '@notes/testing';
import type pg from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { loadRows, loadSubjects } from '../testing/for-notes.ts';

const nobody = '00000000-0000-4000-8000-000000000000';
let database: Awaited<ReturnType<typeof freshDatabase>>;

beforeEach(async () => {
  database = await freshDatabase(inject('databaseUrl'));
});
afterEach(() => database.drop());

test.each([
  ['load-notes', (client: pg.PoolClient) => loadSubjects(client, [nobody])],
  ['load-notes-1', (client: pg.PoolClient) => loadRows(client, 1, [nobody])],
])('the plan of %s made while there were no notes does not read all of them later', async (name, load) => {
  const settings = { DATABASE_URL: database.url };
  const pool = createPool(settings, { logger: { warn: () => {} }, name: 'test', max: 1, preferIndexes: true });
  const client = await pool.connect();
  client.release();
  const statement = { name, parameters: (wanted: string) => `'{${wanted}}'` };
  const pages = await pagesByKeptPlan(pool, statement, () => load(client));
  await pool.end();
  expect(pages).toBeLessThan(20);
});
