import {
  byFilterStatement,
  filterCandidates,
  lookStatement,
  type PageRequest,
  readOrder,
  runPage,
  type SortValue,
  selectPage,
  walkStatement,
} from '@notes/reading';
import { createPool } from '@notes/service';
import { freshDatabase, knowledge, setKnowledge, tellingPlans, watchPlans } from '@notes/testing';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type ListedTask, type TaskFilters, taskOrders } from '../contract/index.ts';
import { type TaskColumn, taskSource } from './task-source.ts';

const size = 30_000;
const limit = 51;
/** Wherever the tasks are: each on a page of its own, and the way to the first of them, several times, in two stretches. */
const onePage = 4 * limit;

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;
let plans: ReturnType<typeof watchPlans>['during'];

beforeAll(async () => {
  database = await freshDatabase(inject('databaseUrl'));
  pool = createPool(
    { DATABASE_URL: tellingPlans(database.url) },
    { logger: { warn: () => {} }, name: 'test', max: 1, preferIndexes: true },
  );
  plans = watchPlans(pool).during;
  await pool.query('alter table rm_1.tasks set (autovacuum_enabled = false)');
  await pool.query("insert into log_identity (epoch, partitions) values ('k3f9a2c1', 3)");
  // A tenth is in the bin; of three in ten each, severity, story points, due and assignee are null.
  await pool.query(`
    insert into rm_1.tasks (id, title, subtitle, type, severity, story_points, assignee, unique_title, due, done_at, created_by,
      created_at, updated_at, version, deleted_at, event_id)
    select md5('task ' || n)::uuid, 'Task ' || n::bigint * 7919 % 30011,
      case when n % 1000 = 7 then 'scarce' else 'common' end || ' words', case when n % 100 = 3 then 'issue' else 'todo' end,
      case when n % 10 < 7 then n % 5 end, case when n % 10 between 2 and 8 then (n % 400)::numeric / 4 end,
      case when n % 10 between 1 and 7 then case when n % 500 = 1 then 'few' else 'most' end end,
      case when n % 3 = 0 then 'U-' || n end,
      case when n % 10 > 2 then timestamptz '2026-03-01' + n::bigint * 7907 % 30013 * interval '1 minute' end,
      case when n % 4 = 0 then moment end, case when n % 1000 = 5 then 'rare' else 'ada' end,
      timestamptz '2026-01-01' + n::bigint * 7907 % 30013 * interval '1 second', moment, 1,
      case when n % 10 = 9 then moment end, md5('event ' || n)::uuid
    from (select n, timestamptz '2026-02-01' + n * interval '1 second' as moment from generate_series(1, ${size}) as n) as made`);
  await pool.query(
    `insert into task_totals (partition, tasks, done, deleted, events) values (0, ${size * 0.9}, 0, ${size * 0.1}, ${size})`,
  );
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

type Request = PageRequest<TaskFilters, TaskColumn>;
const plain: Request = {
  ...{ filters: {}, deleted: false, order: readOrder<TaskColumn>(), start: undefined },
  ...{ offset: 0, limit, count: false },
};
const page = (request: Request) => selectPage<ListedTask, TaskFilters, TaskColumn>(pool, taskSource, request);

/** Pages of the database that it takes, all statements together, none of which may read the table from end to end. */
async function pagesOf(request: Partial<Request>): Promise<number> {
  const run = await plans(() => page({ ...plain, ...request }));
  const scans = run.flatMap(({ nodes }) => nodes).filter((node) => node['Relation Name'] === 'tasks');
  expect(scans).not.toHaveLength(0);
  expect(scans.map((scan) => scan['Node Type'])).not.toContain('Seq Scan');
  return run.reduce((sum, { pages }) => sum + pages, 0);
}

const some: Readonly<Record<TaskColumn | 'id', SortValue>> = {
  id: '7fffffff-0000-4000-8000-000000000000',
  ...{ title: 'Task 5', type: 'todo', severity: 3, story_points: '50.25', assignee: 'most', unique_title: 'U-300' },
  ...{ due: '2026-03-08T13:00:00.000Z', done_at: '2026-02-01T04:00:00.000Z', created_by: 'ada' },
  ...{ created_at: '2026-01-01T04:00:00.000Z', updated_at: '2026-02-01T04:00:00.000Z' },
};

describe.each(knowledge)('with %s', (known) => {
  beforeAll(() => setKnowledge(pool, 'rm_1.tasks', 'updated_at', known));

  test.each(taskOrders.flatMap((member) => [[member], [`-${member}`]]))(
    'a page by %s costs a page, wherever it begins, among nulls, too, of live tasks and of the bin',
    async (key) => {
      const order = readOrder<TaskColumn>([key]);
      const first = order[0]?.member ?? 'id';
      const starts = taskSource.columns[first].isNullable ? [some[first], null] : [some[first]];
      for (const deleted of [false, true])
        for (const at of [undefined, ...starts])
          for (const backward of at === undefined ? [false] : [false, true]) {
            const start = at === undefined ? undefined : { backward, inclusive: false, values: [at, some.id] };
            const pages = await pagesOf({ order, start, deleted });
            expect(pages, JSON.stringify({ key, start, deleted })).toBeLessThan(onePage);
          }
    },
  );

  test.each<[TaskFilters, passing: number]>([
    [{ assignee: ['few'] }, 60],
    [{ created_by: ['rare'] }, 30],
    [{ unique_title: ['U-300'] }, 1],
    [{ unique_title: ['U-300', 'U-303', 'no'] }, 2],
    [{ type: ['issue'] }, 300],
    [{ search: 'SCARCE' }, 30],
    [{ 'story_points:gt': '99.5', 'story_points:lt': '99.8' }, 75],
    [{ 'due:ge': '2026-03-01T00:00:00Z', 'due:le': '2026-03-01T01:00:00Z' }, 60],
    [{ severity: [3], assignee: ['few'] }, 10],
    [{ assignee: [null], created_by: ['rare'] }, 10],
  ])('a page of %j costs little more than by its best way', async (filters, passing) => {
    const tries = (Object.keys(filters).length - 1) * 2 * Math.sqrt(limit * size);
    const apart = 3 * onePage + 1.2 * tries + (filters.search === undefined ? 0 : 600);
    for (const key of ['-updated_at', 'title', '-due', 'severity'])
      expect(await pagesOf({ order: readOrder<TaskColumn>([key]), filters }), key).toBeLessThan(2 * passing + apart);
  });
});

describe('all ways to a page lead to the same tasks', () => {
  const filters: TaskFilters[] = [
    { assignee: ['few', null] },
    { 'assignee:ne': ['most'] },
    { severity: [null] },
    { severity: [null], 'severity:ge': 3 },
    { 'severity:ne': [1, 2] },
    { 'severity:ge': 3, done: true },
    { story_points: ['50.25', null], type: ['todo'] },
    { 'story_points:lt': '1' },
    { done: false, 'due:lt': '2026-03-02T00:00:00Z' },
    { unique_title: [null], search: 'scarce' },
  ];
  const orders = [
    ['-updated_at'],
    ['severity'],
    ['-due'],
    ['story_points', '-title'],
    ['type', '-assignee', 'severity'],
  ];

  test.each(filters.map((one, nth) => [one, nth] as const))('of %j', async (one, nth) => {
    for (const i of [nth % orders.length, (nth + 2) % orders.length]) {
      const order = readOrder<TaskColumn>(orders[i]);
      const values = order.map(({ member }, at) =>
        at === 0 && nth % 2 === 0 && member !== 'updated_at' && member !== 'type' ? null : some[member],
      );
      const start = i % 2 === 0 ? undefined : { backward: i === 3, inclusive: i === 1, values };
      const request: Request = {
        ...plain,
        filters: one,
        order,
        start,
        deleted: i % 3 === 1,
        offset: i === 2 ? 7 : 0,
        count: i === 1,
      };
      const run = async (statement: ReturnType<typeof walkStatement>) =>
        (await runPage<ListedTask>(pool, taskSource, request.deleted, statement)).page;
      const walked = await run(walkStatement(taskSource, request));
      expect(await run(lookStatement(taskSource, request, { atMost: size, ways: [] }))).toEqual(walked);
      for (const candidates of filterCandidates(taskSource, one))
        expect(
          await run(byFilterStatement(taskSource, request, candidates, Number.POSITIVE_INFINITY)),
          JSON.stringify(candidates.filters),
        ).toEqual(walked);
      expect(await page(request)).toEqual(walked);
    }
  });
});
