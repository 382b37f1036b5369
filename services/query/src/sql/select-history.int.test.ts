import { createPool } from '@notes/service';
import {
  busyNote,
  crowdedDatabase,
  type FreshDatabase,
  knowledge,
  nthNote,
  setKnowledge,
  tellingPlans,
  watchPlans,
} from '@notes/testing';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type HistoryBounds, lastVersion, selectHistory } from './select-history.ts';
import { selectNotesById } from './select-notes-by-id.ts';
import { selectProgress } from './select-progress.ts';
import { selectStats } from './select-stats.ts';

let database: FreshDatabase;
let pool: Pool;
let plans: ReturnType<typeof watchPlans>;

beforeAll(async () => {
  database = await crowdedDatabase(inject('databaseUrl'));
  const settings = { DATABASE_URL: tellingPlans(database.url) };
  pool = createPool(settings, { logger: { warn: () => {} }, name: 'test', max: 1, byIndex: true });
  plans = watchPlans(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const history = (note: string, bounds: Partial<HistoryBounds> = {}) =>
  selectHistory(pool, note, { after: 0, upTo: lastVersion, until: 'infinity', limit: 51, ...bounds });

describe.each(knowledge)('with %s', (known) => {
  beforeAll(async () => {
    await setKnowledge(pool, 'rm_1.notes', 'updated_at', known);
    await setKnowledge(pool, 'journal', 'time', known);
  });

  test.each<[what: string, most: number, run: () => Promise<unknown>]>([
    ['the history of a note with one event', 12, () => history(nthNote(1))],
    ['the first page of a long history', 70, () => history(busyNote())],
    ['a page far into it', 70, () => history(busyNote(), { after: 3_000 })],
    ['its beginning, up to a version', 20, () => history(busyNote(), { upTo: 3 })],
    ['its beginning, up to a time', 70, () => history(busyNote(), { until: '2026-02-01T01:00:00Z' })],
    [
      'notes by id',
      400,
      () =>
        selectNotesById(
          pool,
          Array.from({ length: 50 }, (_, i) => nthNote(i)),
        ),
    ],
    ['the status', 10, () => selectProgress(pool)],
    ['the numbers', 40, () => selectStats(pool)],
  ])('%s costs what is in it', async (_, most, run) => {
    // Several times, since the plan of a statement is kept.
    for (let i = 0; i < 8; i++) {
      const [plan] = await plans.during(run);
      expect(plan?.pages).toBeLessThan(most);
    }
  });
});
