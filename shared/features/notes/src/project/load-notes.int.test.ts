import { createPool } from '@notes/service';
import { freshDatabase, pagesByKeptPlan, whenPlanned } from '@notes/testing';
import type pg from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { loadRows, loadSubjects, notesOf } from '../testing/for-notes.ts';

const nobody = '00000000-0000-4000-8000-000000000000';
let database: Awaited<ReturnType<typeof freshDatabase>>;

beforeEach(async () => {
  database = await freshDatabase(inject('databaseUrl'));
});
afterEach(() => database.drop());

test.each(
  whenPlanned.flatMap((planned) => [
    [planned, 'load-notes', (client: pg.PoolClient) => loadSubjects(client, notesOf([nobody]))] as const,
    [planned, 'load-notes-1', (client: pg.PoolClient) => loadRows(client, 1, notesOf([nobody]))] as const,
  ]),
)('a plan made while there were %i notes does not read all of them later: %s', async (planned, name, load) => {
  const settings = { DATABASE_URL: database.url };
  const pool = createPool(settings, { logger: { warn: () => {} }, name: 'test', max: 1, preferIndexes: true });
  const client = await pool.connect();
  client.release();
  const statement = { name, parameters: (wanted: string) => `'{${wanted}}'` };
  const pages = await pagesByKeptPlan(pool, statement, () => load(client), planned);
  await pool.end();
  expect(pages).toBeLessThan(20);
});
