import { createProgressWatch, selectPosition } from '@notes/reading';
import {
  createHttpServer,
  createLogger,
  createMetrics,
  createPool,
  createReadiness,
  type HttpServer,
} from '@notes/service';
import { freshDatabase } from '@notes/testing';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Task } from '../contract/index.ts';
import { putTasks, someTask } from '../testing/read-model.ts';
import { registerTaskReads } from './index.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;
let server: HttpServer;

const tasks = [
  someTask({ title: 'Water', severity: 3, due: '2026-03-01T00:00:00.000Z', story_points: '2.5', assignee: 'ada' }),
  someTask({ title: 'Dig', severity: null, due: null, type: 'issue', done_at: '2026-02-01T00:00:00.000Z' }),
  someTask({ title: 'Sow', severity: 10, due: '2026-02-14T17:00:00.000Z', story_points: '10', unique_title: 'SOW' }),
  someTask({ title: 'Rest', severity: 1, deleted_at: '2026-02-02T00:00:00.000Z' }),
];

beforeAll(async () => {
  database = await freshDatabase(inject('databaseUrl'));
  pool = createPool({ DATABASE_URL: database.url }, { logger: { warn: () => {} }, name: 'test', preferIndexes: true });
  await pool.query("insert into log_identity (epoch, partitions) values ('k3f9a2c1', 3)");
  await pool.query('insert into checkpoints (partition, position) select generate_series(0, 2), 9');
  await putTasks(pool, ...tasks);
  server = await createHttpServer({
    ...{ name: 'test', title: 'Test', description: 'The reads of tasks.', version: '0.0.0' },
    ...{ logger: createLogger('test', 'silent'), metrics: createMetrics('test'), readiness: createReadiness() },
    ...{ host: '127.0.0.1', port: 0 },
    register: (app) => registerTaskReads(app, { pool, progress: createProgressWatch(() => selectPosition(pool)) }),
  });
});
afterAll(async () => {
  await server.close();
  await pool.end();
  await database.drop();
});

async function get(url: string, headers = {}) {
  const answer = await server.app.inject({ url, headers });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
}
const titles = async (query: string): Promise<string[]> => {
  const { status, body } = await get(`/v1/tasks?${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.tasks.map(({ title }: Task) => title);
};

test('null is asked for by its name, and comes last in either direction', async () => {
  expect(await titles('severity=null&severity=3&order_by=title')).toEqual(['Dig', 'Water']);
  expect(await titles('severity:ne=null&order_by=severity')).toEqual(['Water', 'Sow']);
  expect(await titles('assignee=null&order_by=title')).toEqual(['Dig', 'Sow']);
  expect(await titles('order_by=due')).toEqual(['Sow', 'Water', 'Dig']);
  expect(await titles('order_by=-due')).toEqual(['Water', 'Sow', 'Dig']);
});

test('decimals are compared as numbers, instants in any zone, and what is ticked', async () => {
  expect(await titles('order_by=-story_points')).toEqual(['Sow', 'Water', 'Dig']);
  expect(await titles('story_points=2.50')).toEqual(['Water']);
  expect(await titles('story_points:ge=9.9')).toEqual(['Sow']);
  expect(await titles('due:lt=2026-02-14T18:00:00.001%2B01:00')).toEqual(['Sow']);
  expect(await titles('done=true')).toEqual(['Dig']);
  expect(await titles('done=false&type=todo&order_by=title')).toEqual(['Sow', 'Water']);
  expect(await titles('unique_title=SOW')).toEqual(['Sow']);
  expect(await titles('search=WAT')).toEqual(['Water']);
  expect(await titles('deleted=true')).toEqual(['Rest']);
});

test.each([
  'severity=high',
  'severity:ge=null',
  'story_points=2.555',
  'type=wish',
  'type=null',
  'due=tomorrow',
  'done=perhaps',
  'unique_title:ne=SOW',
  'order_by=done_at',
  'priority=1',
])('%s is no parameter of the list', async (query) => {
  const [parameter] = query.split('=');
  const { status, body } = await get(`/v1/tasks?${query}`);
  expect(status).toBe(422);
  expect(body.errors).toEqual([expect.objectContaining({ parameter: expect.stringContaining(parameter ?? '') })]);
});

test('page by page along a key that may be null, forward by the links and back', async () => {
  const seen: string[] = [];
  let link: string | undefined = '/v1/tasks?order_by=-due&limit=1';
  let last = link;
  while (link !== undefined) {
    last = link;
    const { headers, body } = await get(link);
    seen.push(...body.tasks.map(({ title }: Task) => title));
    link = /<([^>]*)>; rel="next"/.exec(String(headers.link))?.[1];
  }
  expect(seen).toEqual(['Water', 'Sow', 'Dig']);
  const back = /<([^>]*)>; rel="prev"/.exec(String((await get(last)).headers.link))?.[1] ?? '';
  expect((await get(back)).body.tasks.map(({ title }: Task) => title)).toEqual(['Sow']);
});

test('a task as it is, with its version, and as it was by its events, fences among them', async () => {
  const [task] = tasks;
  const now = await get(`/v1/tasks/${task?.id}`);
  expect(now).toMatchObject({ status: 200, headers: { etag: '"1"', 'consistency-token': 'k3f9a2c1:0-9.1-9.2-9' } });
  expect(now.body).toEqual(task);
  const id = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
  const { id: _, created_by, created_at, updated_at, version, ...fields } = task as Task;
  for (const [n, [type, data]] of [
    ['Fenced', {}],
    ['TaskCreated', fields],
    ['TaskRevised', { changes: { severity: null, done_at: '2026-02-01T00:00:00.000Z' } }],
    ['Fenced', {}],
  ].entries())
    await pool.query(
      `insert into journal_entries (partition, pos, subject, version, type, event_id, command_id, fingerprint, actor, author, time, data)
       values (1, $1, $2, $3, $4, gen_random_uuid(), gen_random_uuid(), '-', 'ada', 'ada', $5, $6)`,
      [n, id, n + 1, `tasks.${type}.v1`, new Date(Date.UTC(2026, 0, 31, 12, 0, n)).toISOString(), JSON.stringify(data)],
    );
  expect((await get(`/v1/tasks/${id}?version=1`)).status).toBe(404);
  expect((await get(`/v1/tasks/${id}?version=2`)).body).toMatchObject({ ...fields, version: 2 });
  expect((await get(`/v1/tasks/${id}?version=4`)).body).toMatchObject({ severity: null, version: 4 });
  expect((await get(`/v1/tasks/${id}?at=2026-01-31T12:00:01Z`)).body).toMatchObject({ severity: 3, version: 2 });
  const { body } = await get(`/v1/tasks/${id}/events?limit=2`);
  expect(body.events).toMatchObject([
    { task_id: id, version: 1, type: 'Fenced', data: {}, position: 'k3f9a2c1:1-0' },
    { task_id: id, version: 2, type: 'TaskCreated', data: fields },
  ]);
  expect(body.next).toBeDefined();
});

test('the numbers', async () => {
  await pool.query('insert into rm_1.task_totals values (0, 3, 1, 1, 7), (1, 2, 0, 0, 2)');
  await pool.query("insert into rm_1.task_types values ('todo', 0, 2, 0), ('todo', 1, 2, 0), ('issue', 0, 1, 1)");
  await pool.query("insert into rm_1.task_assignees values ('', 0, 4, 1), ('ada', 0, 1, 0), ('bob', 0, 0, 0)");
  await pool.query("insert into rm_1.task_authors values ('ada', 0, 5)");
  await pool.query("insert into rm_1.task_days values ('2026-01-31', 0, 4, 2, 1, 0)");
  const { status, body } = await get('/v1/tasks/stats');
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      ...{ tasks: 5, done: 1, deleted: 1, events: 9 },
      by_type: [
        { type: 'issue', tasks: 1, done: 1 },
        { type: 'todo', tasks: 4, done: 0 },
      ],
      by_author: [{ created_by: 'ada', tasks: 5 }],
      by_assignee: [
        { assignee: null, tasks: 4, done: 1 },
        { assignee: 'ada', tasks: 1, done: 0 },
      ],
      per_day: [{ day: '2026-01-31', created: 4, revised: 2, deleted: 1, restored: 0 }],
    },
  });
});
