import { follow, stampEvent } from '@notes/kernel';
import { nextAt } from '@notes/kernel/testing';
import { createProgressWatch, selectPosition } from '@notes/reading';
import {
  createHttpServer,
  createLogger,
  createMetrics,
  createPool,
  createReadiness,
  type HttpServer,
} from '@notes/service';
import { type ItemWriter, registerWrites } from '@notes/writing/http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Task } from '../contract/index.ts';
import { decide, type TaskChain, type TaskState, task, type WantedFields } from '../domain/index.ts';
import { writableTasks } from './index.ts';

const chains = new Map<string, TaskChain>();
let events: { readonly type: string; readonly data: object; readonly fingerprint: string }[] = [];

/** In place of lanes and log: decides at once, in memory. */
const items: ItemWriter<WantedFields, TaskState> = {
  claim: async () => undefined,
  async write({ subject, command, actor, commandId, fingerprint, traceparent }) {
    const end = { epoch: 'k3f9a2c1', partition: 0, next: nextAt(events.length) };
    const chain = chains.get(subject);
    const decision = decide(chain?.state, command);
    if (decision.kind === 'refused')
      return { outcome: { kind: 'refused', why: decision.why, state: chain?.state }, end };
    if (decision.kind === 'unchanged') {
      if (chain?.state === undefined) throw new Error('nothing is unchanged');
      return { outcome: { kind: 'unchanged', state: chain.state }, end };
    }
    const stamp = {
      eventId: crypto.randomUUID(),
      subject,
      commandId,
      fingerprint,
      actor,
      traceparent,
      now: command.now,
    };
    const event = stampEvent(chain, decision.draft, stamp);
    const { chain: next } = follow(task, chain, event);
    if (next?.state === undefined) throw new Error('the event is void');
    chains.set(subject, next);
    events.push(event);
    return { outcome: { kind: 'done', state: next.state, offset: events.length - 1, replayed: false }, end };
  },
};

let server: HttpServer;
const pool = createPool(
  { DATABASE_URL: 'postgres://127.0.0.1:9/none' },
  { logger: { warn: () => {} }, name: 'test', max: 1 },
);
beforeAll(async () => {
  server = await createHttpServer({
    ...{ name: 'test', title: 'Test', description: 'The writes of tasks.', version: '0.0.0' },
    ...{ logger: createLogger('test', 'silent'), metrics: createMetrics('test'), readiness: createReadiness() },
    ...{ host: '127.0.0.1', port: 0 },
    register: (app) =>
      registerWrites(app, writableTasks, { items, pool, progress: createProgressWatch(() => selectPosition(pool)) }),
  });
});
beforeEach(() => {
  chains.clear();
  events = [];
});
afterAll(() => Promise.all([server.close(), pool.end()]));

async function send(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: object, headers = {}) {
  const answer = await server.app.inject({ method, url, headers, ...(payload && { payload }) });
  return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? undefined : answer.json() };
}

async function created(fields: object = {}): Promise<Task> {
  const { status, body } = await send('POST', '/v1/tasks', { title: 'Water', ...fields });
  expect(status).toBe(201);
  return body as Task;
}

test('a create answers with the whole task, defaults and all', async () => {
  const { status, headers, body } = await send('POST', '/v1/tasks', { title: 'Water' });
  expect({ status, etag: headers.etag, location: headers.location }).toEqual({
    ...{ status: 201, etag: '"1"', location: `/v1/tasks/${body.id}` },
  });
  expect(Object.keys(body)).toEqual([
    ...['id', 'title', 'subtitle', 'type', 'severity', 'story_points', 'assignee', 'unique_title', 'due', 'done_at'],
    ...['created_by', 'created_at', 'updated_at', 'version'],
  ]);
  expect(body).toMatchObject({
    ...{ title: 'Water', subtitle: '', type: 'todo', severity: null, story_points: null, assignee: null },
    ...{ unique_title: null, due: null, done_at: null, created_by: 'anonymous', version: 1 },
  });
});

test('what is written comes back in the form in which it is kept', async () => {
  const body = await created({
    ...{ story_points: '2.50', due: '2026-02-14T18:00:00+01:00', done_at: true, severity: -1, type: 'issue' },
    assignee: 'Gre\u0301ta',
  });
  expect(body).toMatchObject({
    ...{ story_points: '2.5', due: '2026-02-14T17:00:00.000Z', severity: -1, type: 'issue', assignee: 'Gréta' },
    done_at: body.created_at,
  });
});

test('in a patch, null is the default of what may not be null', async () => {
  const { id } = await created({ type: 'issue' });
  expect((await send('PATCH', `/v1/tasks/${id}`, { type: null })).body).toMatchObject({ type: 'todo', version: 2 });
});

test('a replace takes the default of what it leaves out, a patch leaves it', async () => {
  const { id } = await created({ severity: 3, assignee: 'grace', subtitle: 'Soon' });
  const patched = await send('PATCH', `/v1/tasks/${id}`, { severity: null, subtitle: null, done_at: false });
  expect(patched.body).toMatchObject({ severity: null, subtitle: '', assignee: 'grace', version: 2 });
  const replaced = await send('PUT', `/v1/tasks/${id}`, { title: 'Water', severity: 4 });
  expect(replaced.body).toMatchObject({ severity: 4, assignee: null, version: 3 });
  expect(events.map(({ data }) => data).slice(1)).toEqual([
    { changes: { subtitle: '', severity: null } },
    { changes: { severity: 4, assignee: null } },
  ]);
});

test('to tick a box twice is to tick it once, also under a key', async () => {
  const { id } = await created();
  const first = await send('PATCH', `/v1/tasks/${id}`, { done_at: true }, { 'idempotency-key': 'tick' });
  const second = await send('PATCH', `/v1/tasks/${id}`, { done_at: true });
  expect(second.body).toEqual(first.body);
  expect(events).toHaveLength(2);
  // What is fingerprinted is what was asked for, not when: a repetition is no other request.
  const { id: other } = await created();
  await send('PATCH', `/v1/tasks/${other}`, { done_at: true }, { 'idempotency-key': 'tick' });
  expect(events[3]?.fingerprint).toBe(events[1]?.fingerprint);
});

test.each<[object, pointer: string]>([
  [{}, '#/title'],
  [{ title: 'ab' }, '#/title'],
  [{ title: '   ' }, '#/title'],
  [{ title: null }, '#/title'],
  [{ title: 'Water', subtitle: null }, '#/subtitle'],
  [{ title: 'Water', type: 'wish' }, '#/type'],
  [{ title: 'Water', type: null }, '#/type'],
  [{ title: 'Water', severity: 1.5 }, '#/severity'],
  [{ title: 'Water', severity: 2_147_483_648 }, '#/severity'],
  [{ title: 'Water', story_points: 2.5 }, '#/story_points'],
  [{ title: 'Water', story_points: '02' }, '#/story_points'],
  [{ title: 'Water', story_points: '1.234' }, '#/story_points'],
  [{ title: 'Water', story_points: '123456789' }, '#/story_points'],
  [{ title: 'Water', assignee: '' }, '#/assignee'],
  [{ title: 'Water', unique_title: 'x'.repeat(65) }, '#/unique_title'],
  [{ title: 'Water', due: '2026-02-14' }, '#/due'],
  [{ title: 'Water', due: '2026-02-30T00:00:00Z' }, '#/due'],
  [{ title: 'Water', due: '0001-01-01T00:00:00+01:00' }, '#/due'],
  [{ title: 'Water', due: true }, '#/due'],
  [{ title: 'Water', done_at: 'yesterday' }, '#/done_at'],
  [{ title: 'Water', done_at: 1 }, '#/done_at'],
  [{ title: 'Water', id: 'x' }, '#/id'],
])('%j is refused at %s', async (body, pointer) => {
  const one = await send('POST', '/v1/tasks', body);
  expect(one.status).toBe(422);
  expect(one.body.errors).toEqual(expect.arrayContaining([expect.objectContaining({ pointer })]));
  const many = await send('POST', '/v1/tasks/bulk', { tasks: [{ title: 'Dig it' }, body] });
  expect(many.status).toBe(422);
  expect(many.body.errors[0].pointer).toBe(`#/tasks/1${pointer.slice(1)}`);
  expect(events).toEqual([]);
});

test('many are created in order, as single ones are', async () => {
  const { status, body } = await send('POST', '/v1/tasks/bulk', {
    tasks: [{ title: 'Dig' }, { title: 'Sow', severity: 1 }],
  });
  expect(status).toBe(201);
  expect(body.tasks).toMatchObject([{ title: 'Dig' }, { title: 'Sow', severity: 1 }]);
});

test('the bin, and what is not there', async () => {
  const { id } = await created();
  expect((await send('DELETE', `/v1/tasks/${id}`)).status).toBe(204);
  const gone = await send('PATCH', `/v1/tasks/${id}`, { severity: 1 });
  expect(gone).toMatchObject({ status: 404, body: { detail: 'There is no such task.' } });
  expect((await send('POST', `/v1/tasks/${id}/restore`)).body).toMatchObject({ id, version: 3 });
  const stale = await send('PATCH', `/v1/tasks/${id}`, { severity: 1 }, { 'if-match': '"1"' });
  expect(stale).toMatchObject({ status: 412, body: { current: { id, version: 3 } } });
});

test('the description of the API has each write by a name of its own', async () => {
  const document = (await server.app.inject({ url: '/openapi.json' })).json() as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((one) => one.operationId));
  expect(ids.sort()).toEqual([
    ...['createTask', 'createTasks', 'deleteTask', 'deleteTasks', 'replaceTask', 'restoreTask', 'updateTask'],
  ]);
});
