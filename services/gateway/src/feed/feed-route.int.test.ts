import { connect } from 'node:net';
import { signToken } from '@notes/service';
import { eventually, movableClocks, startTcpProxy } from '@notes/testing';
import { afterEach, expect, inject, onTestFinished, test } from 'vitest';
import { EventSource } from '../testing/event-source.ts';
import { FeedStage, type Gateway } from '../testing/feed-stage.ts';
import { epoch } from '../testing/journal-writer.ts';
import { useFeedStage } from '../testing/use-feed-stage.ts';

const servers = { databaseUrl: inject('databaseUrl'), redisUrl: inject('redisUrl') };
const opened: EventSource[] = [];
let stage: FeedStage;
let gateway: Gateway;

useFeedStage((opened) => {
  ({ stage, gateway } = opened);
});

afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

const urlOf = (query: string, of = gateway): string => `http://${of.host}/v1/feed?${query}`;

async function open(query: string, headers: Record<string, string> = {}, of = gateway): Promise<EventSource> {
  const source = await EventSource.open(urlOf(query, of), headers);
  opened.push(source);
  return source;
}

test('an event has the name of its push, the push as data, and a position of everything as id', async () => {
  const source = await open('channel=notes');
  await source.caughtUp();
  const { entry, position } = await stage.writer.write({ partition: 1 });
  await eventually(() => expect(source.events).toHaveLength(2));
  const event = source.events[1];
  expect(event?.event).toBe('NoteCreated');
  expect(JSON.parse(event?.data ?? '')).toEqual({
    channel: 'notes',
    event: 'NoteCreated',
    data: entry.event,
    position,
  });
  expect(event?.id).toMatch(new RegExp(`^${epoch}:0-\\d+\\.1-${entry.pos}\\.2-\\d+$`));
  expect(source.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
});

/** Writes an event in each of these partitions, and waits until the gateway has heard them: what it has not would come live. */
async function writeHeard(...partitions: number[]): Promise<string[]> {
  const witness = await open('channel=notes');
  await witness.caughtUp();
  const written: string[] = [];
  for (const partition of partitions) written.push((await stage.writer.write({ partition })).position);
  await eventually(() => expect(witness.positions).toHaveLength(written.length));
  witness.close();
  return written;
}

test('coming back with the last id loses nothing and repeats nothing, also without an event in between, and beats since', async () => {
  const first = await open('channel=notes');
  await first.caughtUp();
  const begin = first.last;
  first.close();
  const missed = await writeHeard(0, 2);
  const second = await open(`channel=notes&since=${epoch}:`, { 'last-event-id': begin });
  await second.caughtUp();
  expect([...second.positions].sort()).toEqual(missed.sort());
  const third = await open('channel=notes', { 'last-event-id': second.last });
  await third.caughtUp();
  const next = await stage.writer.write();
  await eventually(() => expect(third.positions).toEqual([next.position]));
});

test('the id of an event in the middle of catching up is exact', async () => {
  const start = await open('channel=notes');
  await start.caughtUp();
  start.close();
  const written = await writeHeard(0, 1, 2, 0, 1, 2);
  const source = await open(`channel=notes&since=${start.last}`);
  await source.caughtUp();
  expect([...source.positions].sort()).toEqual(written.sort());
  for (const [index, { id }] of source.events.slice(0, -1).entries()) {
    const again = await open('channel=notes', { 'last-event-id': id });
    await again.caughtUp();
    expect(again.positions).toEqual(source.positions.slice(index + 1));
  }
});

test('only what is on the channel and fits the pattern comes', async () => {
  const source = await open('channel=authors:eve&event=*Deleted');
  await source.caughtUp();
  await stage.writer.write({ author: 'eve' });
  await stage.writer.write({ type: 'NoteDeleted' });
  const deleted = await stage.writer.write({ author: 'eve', type: 'NoteDeleted' });
  await eventually(() => expect(source.positions).toEqual([deleted.position]));
});

test.each([
  ['channel=notes&chanel=x', {}, 422, 'invalid'],
  ['', {}, 422, 'invalid'],
  ['channel=rooms:x', {}, 422, 'invalid'],
  ['channel=notes&event=', {}, 422, 'invalid'],
  ['channel=notes&since=x', {}, 400, 'malformed-request'],
  ['channel=notes', { 'last-event-id': 'x' }, 400, 'malformed-request'],
  ['channel=notes&since=aaaaaaaa:0-1', {}, 409, 'epoch-changed'],
  [`channel=notes&since=${epoch}:0-100000`, {}, 422, 'invalid-position'],
  ['channel=notes', { accept: 'text/html' }, 406, 'not-acceptable'],
])('refuses %s %j with %d', async (query, headers, status, slug) => {
  const answer = await fetch(urlOf(query), { headers });
  expect([answer.status, await answer.json()]).toEqual([
    status,
    expect.objectContaining({ type: `/problems/${slug}` }),
  ]);
});

test('a position that the journal does not reach back to is refused', async () => {
  const trimmed = await FeedStage.open(servers);
  for (let i = 0; i < 3; i += 1) await trimmed.writer.journal();
  await trimmed.writer.pool.query('delete from journal_entries where pos <= 3');
  const own = await trimmed.gateway();
  await own.ready();
  await eventually(async () => {
    const answer = await fetch(urlOf(`channel=notes&since=${epoch}:0-1`, own));
    expect([answer.status, await answer.json()]).toEqual([
      409,
      expect.objectContaining({ type: '/problems/position-too-old' }),
    ]);
  });
  await trimmed.close();
});

test('HEAD is answered as GET is begun, OPTIONS tells both', async () => {
  const head = await fetch(urlOf('channel=notes'), { method: 'HEAD' });
  expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  expect((await fetch(urlOf('channel=x'), { method: 'HEAD' })).status).toBe(422);
  const options = await fetch(urlOf(''), { method: 'OPTIONS' });
  expect(options.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  expect((await fetch(urlOf(''), { method: 'POST' })).status).toBe(405);
});

test('pages of allowed origins may read it', async () => {
  const source = await open('channel=notes', { origin: 'https://notes.example.org' });
  expect(source.headers['access-control-allow-origin']).toBe('https://notes.example.org');
});

test('how long to wait before coming again stands in the block of the first event', async () => {
  const response = await fetch(urlOf('channel=notes'), { headers: { accept: 'text/event-stream' } });
  const reader = response.body?.getReader();
  let text = '';
  while (!text.includes('\n\n')) text += new TextDecoder().decode((await reader?.read())?.value);
  await reader?.cancel();
  expect(text).toMatch(/^retry: \d{4}\nevent: \$caught_up\n/);
});

test('a gateway listens when it can serve', async () => {
  const way = await startTcpProxy(stage.database.url);
  way.delay(50);
  const starting = await stage.gateway({ DATABASE_URL: way.url });
  expect((await fetch(`http://${starting.host}/readyz`)).status).toBe(200);
  await starting.stop();
  await way.close();
});

test('one who comes before there is a log is served when there is one', async () => {
  const bare = await FeedStage.open(servers, { isSetUp: false });
  const waiting = await bare.gateway();
  const early = open('channel=notes', {}, waiting);
  await bare.writer.setUp();
  await (await early).caughtUp();
  await bare.close();
});

test('with what it needs away, a stream that is asked for by name ends at once, and never with 503', async () => {
  const own = await stage.gateway({ QUERY_URL: 'http://127.0.0.1:1' });
  const beyond = urlOf(`channel=notes&since=${epoch}:0-100000`, own);
  const ask = (accept: string) => fetch(beyond, { headers: { accept } });
  expect((await ask('*/*')).status).toBe(503);
  const answer = await ask('text/event-stream');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  expect(await answer.text()).toMatch(/^retry: \d{4}\n: Whether the log reaches that position is unknown[^\n]*\n$/);
  await own.stop();
});

test('a client that does not read falls behind, and gets everything once it does', async () => {
  const source = await open('channel=notes');
  await source.caughtUp();
  source.pause();
  const title = 'x'.repeat(40_000);
  const expected: string[] = [];
  for (let i = 0; i < 400; i += 1) {
    const { position, entry } = await stage.writer.journal();
    expected.push(position);
    await stage.writer.publish(0, [{ ...entry, event: { ...entry.event, data: { title } } }]);
  }
  source.resume();
  await eventually(() => expect(source.positions).toHaveLength(expected.length), { timeoutMs: 15_000 });
  expect(source.positions).toEqual(expected);
  expect(source.events.map(({ event }) => event)).toContain('$behind');
});

test('it needs a token that may read, and ends when that expires', async () => {
  const AUTH_JWT_SECRET = 'a secret of more than thirty-two bytes';
  const guarded = await stage.gateway({ AUTH_JWT_SECRET });
  await guarded.ready();
  const token = async (scope: 'notes:read' | 'notes:write', ttlMs: number) => ({
    authorization: `Bearer ${await signToken({ AUTH_JWT_SECRET }, { subject: 'ada', scopes: [scope], ttlMs })}`,
  });
  const statusWith = async (headers: Record<string, string>) =>
    (await fetch(urlOf('channel=notes', guarded), { headers })).status;
  expect(await statusWith({})).toBe(401);
  expect(await statusWith(await token('notes:write', 60_000))).toBe(403);
  const source = await open('channel=notes', await token('notes:read', 2_000), guarded);
  await source.caughtUp();
  expect(source.ended).toBe(false);
  await eventually(() => expect(source.ended).toBe(true), { timeoutMs: 6_000 });
});

test('a gateway stops also where a client does not read', async () => {
  const leaving = await stage.gateway();
  await leaving.ready();
  const source = await open('channel=notes', {}, leaving);
  source.pause();
  const title = 'x'.repeat(200_000);
  for (let i = 0; i < 60; i += 1) {
    const { entry } = await stage.writer.journal();
    await stage.writer.publish(0, [{ ...entry, event: { ...entry.event, data: { title } } }]);
  }
  await leaving.stop();
});

test('a gateway that stops ends its streams, and another one goes on where they were', async () => {
  const leaving = await stage.gateway();
  await leaving.ready();
  const source = await open('channel=notes', {}, leaving);
  await source.caughtUp();
  await leaving.stop();
  await eventually(() => expect(source.ended).toBe(true));
  const missed = await stage.writer.write();
  const again = await open('channel=notes', { 'last-event-id': source.last });
  await eventually(() => expect(again.positions).toEqual([missed.position]));
});

test('no client sends its next request over the connection of a stream that has ended', async () => {
  const hangUp = new AbortController();
  const { headers } = await fetch(urlOf('channel=notes'), { signal: hangUp.signal });
  expect(headers.get('connection')).toBe('close');
  hangUp.abort();
});

test('the description of the API tells of it', async () => {
  const document = (await (await fetch(`http://${gateway.host}/openapi.json`)).json()) as {
    paths: Record<string, { get: { operationId: string; responses: object } }>;
  };
  expect(document.paths['/v1/feed']?.get).toMatchObject({ operationId: 'readFeed' });
  expect(Object.keys(document.paths['/v1/feed']?.get.responses ?? {})).toEqual(
    expect.arrayContaining(['200', '400', '406', '409', '422', '503']),
  );
});

test('bytes that are no request do not get into the stream', async () => {
  const [host = '', port] = gateway.host.split(':');
  const socket = connect(Number(port), host);
  let said = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  socket.write('GET /v1/feed?channel=notes HTTP/1.1\r\nHost: x\r\n\r\n');
  await eventually(() => expect(said).toContain('$caught_up'));
  socket.write('NONSENSE\r\n\r\n');
  expect((await fetch(`http://${gateway.host}/livez`)).status).toBe(200);
  const { position } = await stage.writer.write();
  await eventually(() => expect(said).toContain(position));
  expect(said.match(/HTTP\/1\.1/g)).toHaveLength(1);
  socket.destroy();
});

test.each([0, -3_600_000, 3_600_000])(
  'a comment comes when nothing else has for 15 seconds, the clock stepping by %i ms',
  async (stepMs) => {
    const source = await open('channel=authors:quiet');
    await source.caughtUp();
    const before = source.comments;
    const clocks = movableClocks();
    onTestFinished(clocks.restore);
    clocks.stepTo(stepMs);
    clocks.pass(15_000);
    await eventually(() => expect(source.comments).toBe(before + 1), { timeoutMs: 18_000 });
    expect(source.empty).toBe(0);
  },
);
