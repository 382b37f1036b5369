import { type ListOrder, listPage, readFilters, readOrder, type SortKey } from '@notes/reading';
import { createPool } from '@notes/service';
import { freshDatabase } from '@notes/testing';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type ListedTask, type TaskFilters, taskOrders } from '../contract/index.ts';
import { putTasks, someTask } from '../testing/read-model.ts';
import { type TaskColumn, taskSource } from './task-source.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;

beforeAll(async () => {
  database = await freshDatabase(inject('databaseUrl'));
  pool = createPool({ DATABASE_URL: database.url }, { logger: { warn: () => {} }, name: 'test', preferIndexes: true });
  await pool.query("insert into log_identity (epoch, partitions) values ('k3f9a2c1', 3)");
  await pool.query('insert into checkpoints (partition, position) select generate_series(0, 2), -1');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

type Request = Partial<Parameters<typeof listPage<ListedTask, TaskFilters, TaskColumn>>[2]>;
const list = (request: Request) =>
  listPage<ListedTask, TaskFilters, TaskColumn>(pool, taskSource, {
    ...{ filters: {}, deleted: false, order: readOrder<TaskColumn>(), limit: 50, cursor: undefined, offset: 0 },
    ...{ count: false, ...request },
  });

// Few values, so that most tasks are equal in some keys.
const instants = fc.constantFrom('2026-01-31T12:00:00.000Z', '2026-01-31T12:00:00.001Z');
const members = fc.record({
  title: fc.constantFrom('aaa', 'Bee', 'ä😀x', '\ufffdaa'),
  subtitle: fc.constantFrom('', 'on the balcony', '100%'),
  type: fc.constantFrom('todo', 'issue'),
  severity: fc.option(fc.constantFrom(-2_147_483_648, 2, 10), { freq: 2 }),
  story_points: fc.option(fc.constantFrom('2.5', '10', '9.75', '0'), { freq: 2 }),
  assignee: fc.option(fc.constantFrom('ada', 'Bob'), { freq: 2 }),
  due: fc.option(instants, { freq: 2 }),
  done_at: fc.option(instants),
  created_by: fc.constantFrom('ada', 'Bob'),
  created_at: instants,
  updated_at: instants,
  deleted_at: fc.option(instants, { freq: 4 }),
});
const tasks = fc.array(members, { maxLength: 25 });
const orders = fc
  .uniqueArray(fc.constantFrom(...taskOrders), { minLength: 1, maxLength: 4 })
  .chain((keys) => fc.tuple(...keys.map((member) => fc.constantFrom(member, `-${member}`))));

const numeric: readonly string[] = ['severity', 'story_points'];

/** By the meaning of an order: decimals as numbers, texts by code point, null last in either direction. */
function compare(order: ListOrder<TaskColumn>) {
  const byKey = ({ member, descending }: SortKey<TaskColumn>, a: ListedTask, b: ListedTask): number => {
    const [x, y] = [a[member], b[member]];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    const sign = numeric.includes(member)
      ? Number(x) - Number(y)
      : Buffer.compare(Buffer.from(String(x)), Buffer.from(String(y)));
    return descending ? -sign : sign;
  };
  return (a: ListedTask, b: ListedTask): number => order.map((key) => byKey(key, a, b)).find((sign) => sign !== 0) ?? 0;
}

async function put(some: readonly Partial<ListedTask & { deleted_at: string | null }>[]): Promise<ListedTask[]> {
  await pool.query('truncate rm_1.tasks');
  const all = some.map(({ deleted_at, ...rest }) => someTask(deleted_at == null ? rest : { ...rest, deleted_at }));
  await putTasks(pool, ...all);
  return all;
}

const thin = fc.record(
  {
    type: fc.constant(['todo']),
    'assignee:ne': fc.constant(['Bob']),
    assignee: fc.constantFrom([null], ['ada', null], ['ada']),
    severity: fc.constantFrom([null], [2, null], [10], [2, 10]),
    'severity:ne': fc.constantFrom([null], [2], [2, null]),
    'severity:ge': fc.constant(2),
    story_points: fc.constantFrom(['2.50'], [null], ['10.0', null]),
    'story_points:lt': fc.constantFrom('10', '9.8'),
    'due:gt': fc.constantFrom('2026-01-31T13:00:00+01:00', '2026-01-31T12:00:00.0005Z'),
    due: fc.constantFrom([null], ['2026-01-31T12:00:00Z']),
    done: fc.boolean(),
    search: fc.constantFrom('BALCONY', '100%', 'e'),
  },
  { requiredKeys: [] },
);

/** Whether a task passes, by the meaning of the filters. */
function passes(task: ListedTask, filters: Record<string, unknown>): boolean {
  const number = (value: string | number | null): number => (value === null ? Number.NaN : Number(value));
  const among = (value: unknown, values: unknown): boolean => (values as unknown[]).includes(value);
  const checks: Record<string, (value: never) => boolean> = {
    type: (values) => among(task.type, values),
    'assignee:ne': (values) => task.assignee !== null && !among(task.assignee, values),
    assignee: (values) => among(task.assignee, values),
    severity: (values) => among(task.severity, values),
    'severity:ne': (values) => task.severity !== null && !among(task.severity, values),
    'severity:ge': (value) => number(task.severity) >= value,
    story_points: (values) =>
      (values as (string | null)[]).some((value) =>
        value === null ? task.story_points === null : number(task.story_points) === Number(value),
      ),
    'story_points:lt': (value) => number(task.story_points) < Number(value),
    'due:gt': (value) => task.due !== null && Date.parse(task.due) > Date.parse(value),
    due: (values) =>
      (values as (string | null)[]).some((value) =>
        value === null ? task.due === null : task.due !== null && Date.parse(task.due) === Date.parse(value),
      ),
    done: (value) => (task.done_at !== null) === value,
    search: (value: string) =>
      [task.title, task.subtitle].some((text) => text.toLowerCase().includes(value.toLowerCase())),
  };
  return Object.entries(filters).every(([name, value]) => checks[name]?.(value as never) ?? true);
}

test('in any order, of any filters, and with any size of page, each task is met once forward, and once on the way back', async () => {
  await fc.assert(
    fc.asyncProperty(
      tasks,
      orders,
      thin,
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      async (some, keys, wanted, limit, deleted) => {
        const all = await put(some as Partial<ListedTask>[]);
        const order = readOrder<TaskColumn>(keys);
        const filters = readFilters(taskSource, wanted as object as TaskFilters);
        const expected = all
          .filter((task) => (task.deleted_at !== undefined) === deleted && passes(task, wanted))
          .toSorted(compare(order));
        const page = (cursor: string | undefined) => list({ order, filters, limit, deleted, cursor, count: true });
        let here = await page(undefined);
        expect(here.total).toBe(expected.length);
        const forward = [...here.items];
        while (here.next !== undefined) {
          here = await page(here.next);
          forward.push(...here.items);
        }
        expect(forward).toEqual(expected);
        const backward = [...here.items];
        while (here.prev !== undefined) {
          here = await page(here.prev);
          backward.unshift(...here.items);
        }
        expect(backward).toEqual(expected);
        const { items } = await list({ order, filters, deleted, offset: 2, limit });
        expect(items).toEqual(expected.slice(2, 2 + limit));
      },
    ),
    { numRuns: 120 },
  );
}, 120_000);

test('what a task is made of comes back as it was', async () => {
  const [task] = await put([
    {
      ...{
        type: 'issue',
        severity: -1,
        story_points: '99999999.99',
        assignee: 'Grace "G." \\ Hopper',
        unique_title: '😀',
      },
      ...{ due: '0001-01-01T00:00:00.000Z', done_at: '9999-12-31T23:59:59.999Z' },
    },
  ]);
  expect((await list({})).items).toEqual([task]);
  expect(
    (await list({ filters: readFilters(taskSource, { unique_title: ['😀'], story_points: ['99999999.99'] }) })).items,
  ).toEqual([task]);
});
