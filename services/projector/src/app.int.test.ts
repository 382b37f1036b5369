import type { FeedMessage } from '@notes/contracts';
import type { NoteEvent } from '@notes/features/notes/domain';
import { created, malformedRecords, recordOf, revised, uuid } from '@notes/features/notes/testing';
import { eventually, startHttpSink, startTcpProxy } from '@notes/testing';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createWorld, placeOf, type World } from './testing/start-projector.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.end());

const append = (event: NoteEvent) => world.append(placeOf(event.subject), [recordOf(0, event)]);
const createNotes = async (from: number, to: number) => {
  for (let id = from; id < to; id++) await append(created({ id, note: id, version: 1 }));
};
const noteCount = async () => (await world.model.pool.query('select from notes')).rowCount;
const journalled = async () => (await world.model.pool.query('select from journal_entries')).rowCount;

test('what is in the log comes into the database, and what is appended later too', async () => {
  await createNotes(1, 6);
  const { app } = await world.start();
  await eventually(async () => expect(await noteCount()).toBe(5));
  await append(revised({ id: 100, note: 1, version: 2, previous: 1 }));
  await eventually(async () => {
    const { rows } = await world.model.pool.query('select title, version from notes where id = $1', [uuid(1)]);
    expect(rows).toEqual([{ title: 'Buy oat milk', version: 2 }]);
  });
  await eventually(() => expect(app.readiness.snapshot()).toMatchObject({ ready: true }));
});

test('malformed records of every kind in every partition stop none of them', async () => {
  for (const partition of [0, 1, 2]) await world.append(partition, Object.values(malformedRecords));
  await createNotes(1, 10);
  await world.start();
  await eventually(async () => expect(await noteCount()).toBe(9));
});

test('a projector that starts again goes on where the last one stood', async () => {
  const first = await world.start();
  await createNotes(1, 4);
  await eventually(async () => expect(await noteCount()).toBe(3));
  await first.stop();
  await createNotes(4, 8);
  await world.start();
  await eventually(async () => expect(await noteCount()).toBe(7));
  expect(await journalled()).toBe(7);
});

test('what Postgres has lost is applied again, also where nothing new is appended', async () => {
  await createNotes(1, 9);
  const { app } = await world.start();
  await eventually(async () => expect(await noteCount()).toBe(8));
  await eventually(() => expect(app.readiness.ready).toBe(true));
  await world.model.pool.query(`
    begin;
    lock table checkpoints in exclusive mode;
    delete from notes; delete from journal_entries;
    update checkpoints set position = -1, record_id = null, journal_pos = null;
    commit`);
  expect(await noteCount()).toBe(0);
  await eventually(async () => expect(await noteCount()).toBe(8), { timeoutMs: 10_000 });
  expect(await journalled()).toBe(8);
});

test('two projectors share the partitions, and one takes over when the other goes', async () => {
  const [first] = await Promise.all([world.start(), world.start()]);
  await createNotes(1, 20);
  await eventually(async () => expect(await noteCount()).toBe(19), { timeoutMs: 15_000 });
  await first?.stop();
  await createNotes(20, 30);
  await eventually(async () => expect(await noteCount()).toBe(29), { timeoutMs: 15_000 });
  expect(await journalled()).toBe(29);
});

test("each commit is published as a link of its partition's chain, and heartbeats say where it ends", async () => {
  const subscriber = new Redis(inject('redisUrl'));
  const messages: FeedMessage[] = [];
  subscriber.on('pmessage', (_pattern, _channel, text) => messages.push(JSON.parse(text)));
  await subscriber.psubscribe(`${world.prefix}feed.*`);
  await world.start();
  for (let id = 1; id <= 12; id++) {
    await createNotes(id, id + 1);
    await eventually(async () => expect(await noteCount()).toBe(id));
  }
  const { rows } = await world.model.pool.query(
    'select partition, journal_pos as last from checkpoints order by partition',
  );
  await eventually(() => {
    for (const { partition, last } of rows)
      expect(messages).toContainEqual({ epoch: 'abcd1234', partition, prev: last, last });
  });
  for (const { partition, last } of rows) {
    let end: number | null = null;
    const linked = messages.filter((message) => message.partition === partition && message.entries !== undefined);
    for (const message of linked) {
      expect(message.prev).toBe(end);
      expect(message.entries?.at(-1)?.pos).toBe(message.last);
      end = message.last;
    }
    expect(end).toBe(last);
  }
  await subscriber.quit();
});

test('with Redis away everything is applied all the same, and readiness names it until it is back', async () => {
  const proxy = await startTcpProxy(inject('redisUrl'));
  const { app } = await world.start({ REDIS_URL: proxy.url });
  await eventually(() => expect(app.readiness.ready).toBe(true));
  proxy.cut();
  await createNotes(1, 5);
  await eventually(async () => expect(await noteCount()).toBe(4));
  await eventually(() => expect(app.readiness.snapshot().checks['redis']).not.toBe('ok'));
  proxy.restore();
  await eventually(() => expect(app.readiness.ready).toBe(true));
  await proxy.close();
});

test('a lost Postgres is named, and once it is back all is applied, exactly once', async () => {
  const proxy = await startTcpProxy(world.model.url);
  const { app } = await world.start({ DATABASE_URL: proxy.url });
  await createNotes(1, 3);
  await eventually(async () => expect(await noteCount()).toBe(2));
  proxy.cut();
  await createNotes(3, 6);
  await eventually(() => expect(app.readiness.snapshot().checks['postgres']).not.toBe('ok'));
  expect(await noteCount()).toBe(2);
  proxy.restore();
  await eventually(async () => expect(await noteCount()).toBe(5), { timeoutMs: 3_000 });
  expect(await journalled()).toBe(5);
  await eventually(() => expect(app.readiness.ready).toBe(true));
  await proxy.close();
});

test('servers that are away at the start are waited for', async () => {
  const proxy = await startTcpProxy(world.model.url);
  proxy.cut();
  await createNotes(1, 3);
  const { app } = await world.start({
    DATABASE_URL: proxy.url,
    REDIS_URL: 'redis://127.0.0.1:1',
  });
  await eventually(() => {
    const { checks } = app.readiness.snapshot();
    expect([checks['postgres'], checks['redis']]).not.toContain('ok');
  });
  proxy.restore();
  await eventually(async () => expect(await noteCount()).toBe(2), { timeoutMs: 3_000 });
  await proxy.close();
});

test('a process without Kafka says so and stops in time', async () => {
  const { app, stop } = await world.start({ KAFKA_BROKERS: '127.0.0.1:1' });
  await eventually(() => expect(app.readiness.snapshot().checks['kafka'] ?? 'ok').not.toBe('ok'), {
    timeoutMs: 15_000,
  });
  await stop();
});

test('before set-up it says what to run, and begins once that is done', async () => {
  await world.model.pool.query('delete from checkpoints');
  await world.model.pool.query('delete from log_identity');
  await createNotes(1, 3);
  const { app } = await world.start();
  await eventually(() => expect(app.readiness.snapshot().checks['log']).toContain('run `notes setup`'));
  await world.model.pool.query("insert into log_identity (epoch, partitions) values ('abcd1234', 3)");
  await eventually(async () => expect(await noteCount()).toBe(2));
});

test('a log of another epoch is refused in words and nothing of it is applied, until it is put right', async () => {
  await world.model.pool.query("update log_identity set epoch = 'zzzz9999'");
  await createNotes(1, 3);
  const { app } = await world.start();
  await eventually(() => expect(app.readiness.snapshot().checks['log']).toContain('follows zzzz9999'));
  expect(await noteCount()).toBe(0);
  await world.model.pool.query("update log_identity set epoch = 'abcd1234'");
  await eventually(async () => expect(await noteCount()).toBe(2));
});

test('a database exchanged for that of another log while running is noticed before anything is written to it', async () => {
  const { app } = await world.start();
  await createNotes(1, 3);
  await eventually(async () => expect(await noteCount()).toBe(2));
  await world.model.pool.query("update log_identity set epoch = 'zzzz9999'");
  await createNotes(3, 5);
  await eventually(() => expect(app.readiness.snapshot().checks['log']).toContain('follows zzzz9999'));
  expect(await noteCount()).toBe(2);
});

test('a log that ends before the checkpoint, or holds another record there, is refused', async () => {
  await world.model.pool.query("update checkpoints set position = 50, record_id = 'x' where partition = 0");
  await world.model.pool.query("update checkpoints set position = 0, record_id = 'x' where partition = 1");
  const { app } = await world.start();
  await eventually(() => {
    const said = app.readiness.snapshot().checks['log'];
    expect(said).toContain('partition 0 ends at 1, but 50 is applied');
    expect(said).toMatch(/partition 1 holds \S+ at 0, but x is applied/);
  });
});

test('a database that has stepped back is brought forward again', async () => {
  await world.start();
  await createNotes(1, 8);
  await eventually(async () => expect(await noteCount()).toBe(7));
  const before = await world.model.tables();
  await world.model.pool.query(
    'begin; delete from journal_entries; delete from rm_1.notes; update checkpoints set position = -1, record_id = null, journal_pos = null; commit',
  );
  await createNotes(8, 12);
  await eventually(async () => expect(await journalled()).toBe(11));
  await world.model.pool.query('delete from journal_entries where subject > $1', [uuid(7)]);
  await world.model.pool.query('delete from rm_1.notes where id > $1', [uuid(7)]);
  expect(await world.model.tables()).toMatchObject({ journal: (before as { journal: unknown }).journal });
});

test('where traces are asked for, a transaction and what it publishes are parts of the trace of its event', async () => {
  const sink = await startHttpSink();
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await append({ ...created({ id: 1, note: 1, version: 1 }), traceparent });
  const projector = await world.start({ OTEL_EXPORTER_OTLP_ENDPOINT: sink.url });
  await eventually(async () => expect(await noteCount()).toBe(1));
  await projector.stop();
  const spans = sink.requests.flatMap(({ body }) => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans);
  const [transaction, publishing] = ['apply records', 'publish'].map((name) =>
    spans.find((span) => span.name === name),
  );
  expect(transaction).toMatchObject({ traceId: traceparent.slice(3, 35), parentSpanId: traceparent.slice(36, 52) });
  expect(publishing).toMatchObject({ traceId: traceparent.slice(3, 35), parentSpanId: transaction?.spanId });
  expect(spans).toHaveLength(2);
  await sink.close();
});
