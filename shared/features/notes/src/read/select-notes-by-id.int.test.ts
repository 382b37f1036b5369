import { selectById } from '@notes/reading';
import { createPool } from '@notes/service';
import { freshDatabase, pagesByKeptPlan, whenPlanned } from '@notes/testing';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { noteSource } from './note-source.ts';

const selectNotesById = selectById(noteSource);

const nobody = '00000000-0000-4000-8000-000000000000';
let database: Awaited<ReturnType<typeof freshDatabase>>;

beforeEach(async () => {
  database = await freshDatabase(inject('databaseUrl'));
});
afterEach(() => database.drop());

test.each(whenPlanned)('a plan made while there were %i notes does not read all of them later', async (planned) => {
  const settings = { DATABASE_URL: database.url };
  const pool = createPool(settings, { logger: { warn: () => {} }, name: 'test', max: 1, preferIndexes: true });
  await pool.query(`insert into log_identity (epoch, partitions) values ('k3f9a2c1', 1)`);
  const statement = { name: 'select-notes-by-id', parameters: (wanted: string) => `'{${wanted}}'` };
  const pages = await pagesByKeptPlan(pool, statement, () => selectNotesById(pool, [nobody]), planned);
  await pool.end();
  expect(pages).toBeLessThan(20);
});
