import {
  createNotesClient,
  type FeedEvent,
  type NoteEvent,
  type NotesClient,
  NotFoundError,
  NotUniqueError,
  PreconditionFailedError,
  type TaskEvent,
  type TaskFilter,
} from '@notes/client';
import { consumeEvents, createMemoryStore } from '@notes/client/kafka';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { findChromium, noChromium, openBrowser } from './harness/browser.ts';
import { PackedClient } from './harness/packed-client.ts';
import type { ServiceName, ServiceProcess } from './harness/service-process.ts';
import { System } from './harness/system.ts';
import { testServers } from './harness/test-servers.ts';

const chromium = findChromium();
if (chromium === undefined) console.warn(noChromium);
let system: System;
let services: Record<ServiceName, ServiceProcess>;
let client: NotesClient;

beforeAll(async () => {
  system = await System.create(testServers());
  services = await system.startAll();
  client = createNotesClient({ url: services.gateway.url, user: 'ada' });
});
afterAll(async () => {
  client?.close();
  await system?.stop();
});

describe('the client', () => {
  test('reads what it has written, at once, and another client that knows its position does, too', async () => {
    for (let i = 0; i < 30; i += 1) {
      const note = await client.notes.create({ title: `Note ${i}`, priority: i });
      expect(note).toMatchObject({ title: `Note ${i}`, created_by: 'ada', version: 1 });
      expect(await client.notes.get(note.id)).toEqual(note);
      const other = createNotesClient({ url: services.gateway.url, position: client.position });
      expect(await other.notes.get(note.id)).toEqual(note);
    }
  });

  test('changes a note, and is told when somebody else was faster', async () => {
    const note = await client.notes.create({ title: 'First' });
    const second = await client.notes.replace(note.id, { title: 'Second' }, { ifMatch: note.version });
    const late = client.notes.replace(note.id, { title: 'Third' }, { ifMatch: note.version });
    await expect(late).rejects.toBeInstanceOf(PreconditionFailedError);
    await expect(late).rejects.toMatchObject({ current: second, mayHaveHappened: false });
    expect(await client.notes.update(note.id, { priority: 7 })).toMatchObject({
      title: 'Second',
      priority: 7,
      version: 3,
    });
    const { version } = await client.notes.remove(note.id);
    expect(version).toBe(4);
    await expect(client.notes.get(note.id)).rejects.toBeInstanceOf(NotFoundError);
    expect(await client.notes.restore(note.id, { ifMatch: version })).toMatchObject({ title: 'Second', version: 5 });
  });

  test('creates many, once however often, and lists them page by page', async () => {
    const notes = Array.from({ length: 120 }, (_, i) => ({ title: `Many ${i}` }));
    const created = await client.notes.createMany(notes, { idempotencyKey: 'many' });
    expect(await client.notes.createMany(notes, { idempotencyKey: 'many' })).toEqual(created);
    const listed: string[] = [];
    for await (const { id } of client.notes.list({ limit: 50 })) listed.push(id);
    expect(new Set(listed).size).toBe(listed.length);
    expect(created.every(({ id }) => listed.includes(id))).toBe(true);
  });

  test('calls over the websocket, and is told what is wrong there in the same way', async () => {
    expect(await client.call('ping')).toEqual({});
    await expect(client.call('no.such.method')).rejects.toBeInstanceOf(NotFoundError);
  });

  test('follows the feed over a killed gateway: every event once and in order', async () => {
    const seen: FeedEvent<NoteEvent>[] = [];
    const page = await client.notes.page({ limit: 1 });
    client.feed.subscribe('notes', { since: page.position, onEvent: (event) => seen.push(event) });
    const note = await client.notes.create({ title: 'Watched' });
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 20; i += 1) await client.notes.update(note.id, { title: `Round ${round}, ${i}` });
      await services.gateway.restart('SIGKILL');
      await services.gateway.ready(60_000);
    }
    const versions = () => seen.filter(({ data }) => data.note_id === note.id).map(({ data }) => data.version);
    const all = Array.from({ length: 41 }, (_, i) => i + 1);
    await eventually(() => expect(versions()).toEqual(all), { timeoutMs: 30_000 });
    // It may have seen all before the last gateway was killed, and waits to connect again.
    await eventually(() => expect(client.feed.status).toEqual({ state: 'live' }));
  });
});

describe('the client of tasks', () => {
  const titles = async (filter: TaskFilter): Promise<string[]> => {
    const found: string[] = [];
    for await (const { title } of client.tasks.list({ ...filter, order_by: 'title' })) found.push(title);
    return found;
  };

  test('does with a task all that can be done with a note', async () => {
    const task = await client.tasks.create({ title: 'Water the plants', story_points: '2.50' });
    expect(task).toMatchObject({ story_points: '2.5', done_at: null, created_by: 'ada', version: 1 });
    expect(await client.tasks.find(task.id)).toEqual(task);
    const second = await client.tasks.replace(task.id, { title: 'Water them' }, { ifMatch: task.version });
    expect(second).toMatchObject({ title: 'Water them', story_points: null });
    const late = client.tasks.update(task.id, { severity: 1 }, { ifMatch: task.version });
    await expect(late).rejects.toBeInstanceOf(PreconditionFailedError);
    await expect(late).rejects.toMatchObject({ current: second, mayHaveHappened: false });
    const done = await client.tasks.update(task.id, { done_at: true });
    expect(Date.parse(done.done_at ?? '')).toBeGreaterThanOrEqual(Date.parse(task.created_at));
    const { version } = await client.tasks.remove(task.id);
    const { tasks: bin } = await client.tasks.page({ deleted: true });
    expect(bin.map(({ id, deleted_at }) => [id, typeof deleted_at])).toEqual([[task.id, 'string']]);
    expect(await client.tasks.restore(task.id, { ifMatch: version })).toMatchObject({ version: version + 1 });
    expect(await client.tasks.get(task.id, { version: 1 })).toEqual(task);
    const types: string[] = [];
    for await (const { type } of client.tasks.history(task.id, { limit: 2 })) types.push(type);
    expect(types).toEqual(['TaskCreated', 'TaskRevised', 'TaskRevised', 'TaskDeleted', 'TaskRestored']);
    expect(await client.tasks.stats()).toMatchObject({ tasks: 1, done: 1, by_author: [{ created_by: 'ada' }] });
  });

  test('creates, lists and deletes many, by instants and by what is null', async () => {
    const due = new Date('2030-01-02T03:04:05Z');
    const many = [
      { title: 'First', due: due.toISOString(), assignee: 'bob', severity: 3 },
      { title: 'Second', due: '2031-01-01T00:00:00+01:00', assignee: 'bob' },
      { title: 'Third', assignee: 'cy' },
    ];
    const created = await client.tasks.createMany(many, { idempotencyKey: 'many' });
    expect(await client.tasks.createMany(many, { idempotencyKey: 'many' })).toEqual(created);
    expect(await titles({ due })).toEqual(['First']);
    expect(await titles({ 'due:gt': due })).toEqual(['Second']);
    expect(await titles({ due: [due, null], assignee: ['bob', 'cy'] })).toEqual(['First', 'Third']);
    expect(await titles({ severity: null, assignee: 'bob' })).toEqual(['Second']);
    expect(await client.tasks.removeMany({ assignee: ['bob', 'cy'], 'due:ne': null })).toEqual({ deleted: 2 });
    expect(await titles({ assignee: ['bob', 'cy'] })).toEqual(['Third']);
  });

  test('is told who has a value that is unique', async () => {
    const { id } = await client.tasks.create({ title: 'The roof', unique_title: 'Roof' });
    const second = client.tasks.createMany([{ title: 'Any' }, { title: 'The roof, too', unique_title: 'Roof' }]);
    await expect(second).rejects.toBeInstanceOf(NotUniqueError);
    await expect(second).rejects.toMatchObject({
      ...{ holderId: id, mayHaveHappened: false },
      errors: [{ pointer: '#/tasks/1/unique_title', code: 'not-unique' }],
    });
  });

  test('calls over the websocket, and gets what happens on each channel of tasks', async () => {
    // Of its own: one whose gateway was away may be on event streams, over which nothing is called.
    const dee = createNotesClient({ url: services.gateway.url, user: 'dee' });
    const task = (await dee.call('tasks.create', { title: 'Called', assignee: 'dee' })) as { id: string };
    const { position: since } = dee;
    const seen: FeedEvent<TaskEvent>[] = [];
    for (const channel of ['tasks', `tasks:${task.id}`, 'assignees:dee', 'assignees:eve'] as const) {
      const options = { since, onEvent: (event: FeedEvent<TaskEvent>) => seen.push(event) };
      await dee.feed.subscribe(channel, options).ready;
    }
    const taken = { id: task.id, unique_title: 'Roof' };
    await expect(dee.call('tasks.update', taken)).rejects.toMatchObject({ holderId: expect.any(String) });
    await dee.call('tasks.update', { id: task.id, assignee: 'eve', if_match: 1 });
    await dee.call('tasks.delete', { id: task.id });
    const gone = dee.call('tasks.get', { id: task.id, consistency_token: dee.position });
    await expect(gone).rejects.toBeInstanceOf(NotFoundError);
    // Its position names one partition, so that of the others everything comes.
    const on = (name: string) =>
      seen.filter(({ channel, data }) => channel === name && data.task_id === task.id).map(({ event }) => event);
    const [revised, deleted] = ['TaskRevised', 'TaskDeleted'];
    await eventually(() => {
      expect(on('tasks')).toEqual([revised, deleted]);
      expect(on(`tasks:${task.id}`)).toEqual([revised, deleted]);
      expect(on('assignees:dee')).toEqual([revised]);
      expect(on('assignees:eve')).toEqual([revised, deleted]);
    });
    dee.close();
  });
});

test('a consumer of another team gets the events of the log that count', async () => {
  const note = await client.notes.create({ title: 'For others' });
  await client.notes.remove(note.id);
  const task = await client.tasks.create({ title: 'For others', unique_title: 'One of a kind' });
  const types: string[] = [];
  const store = createMemoryStore();
  const voids: string[] = [];
  const consumer = await consumeEvents({
    brokers: inject('kafkaBrokers').split(','),
    topic: system.env['NOTES_TOPIC'] ?? '',
    groupId: `others-${system.env['NOTES_TOPIC']}`,
    store,
    onEvents: (events, checkpoint) => {
      store.save(checkpoint);
      types.push(...events.filter(({ subject }) => [note.id, task.id].includes(subject)).map(({ type }) => type));
    },
    onVoid: ({ reason, detail }) => voids.push(`${reason}: ${detail}`),
  });
  const wanted = ['notes.NoteCreated.v1', 'notes.NoteDeleted.v1', 'tasks.TaskCreated.v1'];
  await eventually(() => expect(types.toSorted()).toEqual(wanted));
  expect(voids).toEqual([]);
  await consumer.stop();
});

describe('the client as it is packed', () => {
  let packed: PackedClient;
  beforeAll(async () => {
    packed = await PackedClient.install();
  });
  afterAll(() => packed?.remove());

  const wantedOf = (name: string) => ({
    writeAndRead: { title: 'Buy milk', version: 4 },
    uniqueTasks: { isSame: true, before: [`The roof of ${name}`], after: [] },
    handleErrors: [
      'Renamed.',
      'It is called Second now.',
      expect.stringMatching(/^Some of it is not valid; .*#.title/),
    ],
    followTheFeed: 'Followed',
  });

  test('has nothing that the linters of packages find', async () => {
    expect(await packed.lint()).toBe('');
  });

  test.each(['nodenext', 'bundler'] as const)('has types that the examples compile with: %s', async (resolution) => {
    expect(await packed.compile(resolution)).toBe('');
  });

  test('runs the examples in Node', async () => {
    expect(await packed.runInNode(services.gateway.url)).toEqual(wantedOf('Node'));
  });

  test.skipIf(chromium === undefined)('runs the examples in a browser', async () => {
    const { url } = services.gateway;
    const code = await packed.bundleForBrowser(url);
    const browser = await openBrowser(chromium ?? '');
    const page = await browser.newPage();
    await page.route(`${url}/examples/*`, (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript', body: code })
        : route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Examples</title>' }),
    );
    await page.goto(`${url}/examples/`);
    const run = "import('/examples/run-examples.js').then(({ runExamples }) => runExamples('Chromium'))";
    expect(await page.evaluate(run)).toEqual(wantedOf('Chromium'));
    await browser.close();
  });
});
