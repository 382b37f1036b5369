import { createPool } from '@notes/service';
import { freshDatabase, pagesByKeptPlan } from '@notes/testing';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { SnapshotLoader } from './snapshot-loader.ts';

const nobody = '00000000-0000-4000-8000-000000000000';
let database: Awaited<ReturnType<typeof freshDatabase>>;

beforeAll(async () => {
  database = await freshDatabase(inject('databaseUrl'));
});
afterAll(() => database.drop());

test('a plan made while there were no notes does not read all of them later', async () => {
  const settings = { DATABASE_URL: database.url };
  const pool = createPool(settings, { logger: { warn: () => {} }, name: 'test', max: 1, byIndex: true });
  const loader = new SnapshotLoader(pool);
  const statement = { name: 'load-snapshots', parameters: (wanted: string) => `'{${wanted}}', '{${nobody}}'` };
  const pages = await pagesByKeptPlan(pool, statement, () => loader.load(nobody, 0, nobody));
  await pool.end();
  expect(pages).toBeLessThan(20);
});
