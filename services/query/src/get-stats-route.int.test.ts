import { applyUpTo, openLog } from '@notes/features/notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type QueryUnderTest, startQuery } from './testing/start-query.ts';

let query: QueryUnderTest;
beforeAll(async () => {
  query = await startQuery();
  await openLog(query.database);
  await applyUpTo(query.database, 1, 41);
});
afterAll(() => query.stop());

test('where nothing has happened, there is nothing', async () => {
  const response = await query.get('/v1/stats');
  expect(await response.json()).toEqual({
    notes: 0,
    deleted: 0,
    events: 0,
    by_author: [],
    by_priority: [],
    per_day: [],
  });
});

test('numbers are those of all partitions together, and what comes to nothing is left out', async () => {
  await query.database.query(`
    insert into rm_1.stats_totals (partition, notes, deleted, events) values (0, 2, 1, 9), (1, 3, 0, 4);
    insert into rm_1.stats_authors (created_by, partition, notes)
      values ('ada', 0, 1), ('ada', 1, 1), ('Bob', 1, 2), ('eve', 0, 1), ('gone', 0, 0);
    insert into rm_1.stats_priorities (priority, partition, notes) values (7, 0, 2), (-1, 0, 0), (-1, 1, 3), (9, 1, 0);
    insert into rm_1.stats_days (day, partition, created, revised, deleted, restored)
      values ('2026-01-31', 0, 1, 2, 3, 4), ('2026-01-31', 1, 1, 0, 0, 0), ('2025-12-24', 0, 0, 0, 1, 0), ('2026-01-01', 0, 0, 0, 0, 0)`);
  const response = await query.get('/v1/stats');
  expect(response.headers.get('consistency-token')).toBe('k3f9a2c1:1-41');
  expect(await response.json()).toEqual({
    notes: 5,
    deleted: 1,
    events: 13,
    by_author: [
      { created_by: 'Bob', notes: 2 },
      { created_by: 'ada', notes: 2 },
      { created_by: 'eve', notes: 1 },
    ],
    by_priority: [
      { priority: -1, notes: 3 },
      { priority: 7, notes: 2 },
    ],
    per_day: [
      { day: '2025-12-24', created: 0, revised: 0, deleted: 1, restored: 0 },
      { day: '2026-01-31', created: 2, revised: 2, deleted: 3, restored: 4 },
    ],
  });
});

test('authors are told up to the hundredth, days up to the thirtieth, the largest and the latest', async () => {
  await query.database.query(`
    truncate rm_1.stats_authors, rm_1.stats_days;
    insert into rm_1.stats_authors (created_by, partition, notes) select 'a' || n, 0, n from generate_series(1, 150) as n;
    insert into rm_1.stats_days (day, partition, created, revised, deleted, restored)
      select date '2026-01-01' + n, 0, 1, 0, 0, 0 from generate_series(1, 40) as n`);
  const stats = (await (await query.get('/v1/stats')).json()) as {
    by_author: { created_by: string }[];
    per_day: { day: string }[];
  };
  expect([stats.by_author.length, stats.by_author[0]?.created_by, stats.by_author[99]?.created_by]).toEqual([
    100,
    'a150',
    'a51',
  ]);
  expect([stats.per_day.length, stats.per_day[0]?.day, stats.per_day[29]?.day]).toEqual([
    30,
    '2026-01-12',
    '2026-02-10',
  ]);
});
