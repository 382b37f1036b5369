import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { eventually } from '@notes/testing';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { FeedStage, type Gateway } from '../testing/feed-stage.ts';
import { type StubService, startStubService } from '../testing/stub-service.ts';

const servers = { databaseUrl: inject('databaseUrl'), redisUrl: inject('redisUrl') };
const id = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const token = 'k3f9a2c1:0-7';
const note = { id, title: 'Tea', version: 1 };
let stage: FeedStage;
let command: StubService;
let query: StubService;
let gateway: Gateway;

const send = (response: ServerResponse, status: number, body?: object, headers = {}): void => {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
};
const answering =
  (status: number, body?: object, headers = {}): RequestListener =>
  (_request, response) =>
    send(response, status, body, headers);
const withNote = answering(200, note, { 'consistency-token': token });

beforeAll(async () => {
  stage = await FeedStage.open(servers);
  [command, query] = await Promise.all([startStubService(withNote), startStubService(withNote)]);
  gateway = await stage.gateway({ COMMAND_URL: command.url, QUERY_URL: query.url });
  await gateway.ready();
});

afterEach(() => {
  stage.dropClients();
  for (const service of [command, query]) {
    service.answer = withNote;
    service.requests.length = 0;
  }
});

afterAll(async () => {
  await stage.close();
  await Promise.all([command.stop(), query.stop()]);
});

const last = ({ requests }: StubService): IncomingMessage => {
  const request = requests.at(-1);
  if (request === undefined) throw new Error('nothing was asked');
  return request;
};

test.each([
  ['notes.create', { title: 'Tea' }, 'POST', '/v1/notes'],
  ['notes.replace', { id, title: 'Tea' }, 'PUT', `/v1/notes/${id}`],
  ['notes.update', { id, priority: null }, 'PATCH', `/v1/notes/${id}`],
  ['notes.delete', { id }, 'DELETE', `/v1/notes/${id}`],
  ['notes.restore', { id }, 'POST', `/v1/notes/${id}/restore`],
  ['notes.get', { id, version: 2 }, 'GET', `/v1/notes/${id}?version=2`],
  ['notes.list', { order_by: ['title', '-priority'] }, 'GET', '/v1/notes?order_by=title&order_by=-priority'],
])('%s is the REST operation', async (method, payload, verb, path) => {
  const client = await stage.client(gateway);
  const answer = await client.call(method, payload);
  expect(answer).toEqual({ id: 1, method, result: note, position: token });
  const { method: asked, url } = last(verb === 'GET' ? query : command);
  expect([asked, url]).toEqual([verb, path]);
});

test('the members beside the note go as headers, and the caller’s own do, too', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const headers = { 'x-user': 'ada', traceparent };
  const client = stage.dial(gateway, ['notes.v1'], { headers });
  await eventually(() => expect(client.socket.readyState).toBe(1));
  await client.call('notes.update', { id, title: 'Tea', if_match: 3, idempotency_key: 'k 1' });
  expect(last(command).headers).toMatchObject({
    ...headers,
    'if-match': '"3"',
    'idempotency-key': '"k 1"',
    'content-type': 'application/merge-patch+json',
    'x-forwarded-for': '127.0.0.1',
  });
  await client.call('notes.get', { id, consistency_token: token });
  expect(last(query).headers).toMatchObject({ 'consistency-token': token });
  const own = traceparent.replace('b7ad', '00f0');
  for (const [sent, passed] of [
    [own, own],
    ['no traceparent', traceparent],
  ]) {
    await client.send({ id: sent, method: 'notes.get', payload: { id }, traceparent: sent }, sent);
    expect(last(query).headers).toMatchObject({ traceparent: passed });
  }
});

test('an answer without a body is null', async () => {
  command.answer = answering(204, undefined, { 'consistency-token': token });
  const client = await stage.client(gateway);
  expect(await client.call('notes.delete', { id })).toEqual({
    id: 1,
    method: 'notes.delete',
    result: null,
    position: token,
  });
});

test('a problem is the error, and its mistakes are told by members of the payload', async () => {
  const client = await stage.client(gateway);
  const problem = {
    type: '/problems/precondition-failed',
    title: 'X',
    status: 412,
    detail: 'Stale.',
    instance: '/',
    current: note,
  };
  command.answer = answering(412, problem);
  expect((await client.call('notes.update', { id, title: 'x' })).error).toEqual({
    code: 'precondition-failed',
    message: 'Stale.',
    current: note,
  });
  const errors = [{ parameter: 'limit', code: 'out-of-range', detail: 'Must be <= 100.' }];
  query.answer = answering(422, { type: '/problems/invalid', status: 422, detail: 'limit: …', errors });
  expect((await client.call('notes.list', { limit: 1000 })).error).toEqual({
    code: 'invalid',
    message: 'limit: …',
    errors: [{ pointer: '#/payload/limit', code: 'out-of-range', detail: 'Must be <= 100.' }],
  });
  query.answer = answering(503, { type: '/problems/not-caught-up', status: 503, detail: 'Later.' });
  expect((await client.call('notes.get', { id })).error).toMatchObject({ code: 'not-caught-up', temporary: true });
});

test.each([
  ['notes.create', {}, '#/payload/title', 'required'],
  ['notes.create', { title: 'x', id }, '#/payload/id', 'unknown-member'],
  ['notes.create', '{"title":"x","priority":1e999}', '#/payload/priority', 'wrong-type'],
  ['notes.update', '{"id":"x","priority":1e999}', '#/payload/priority', 'wrong-type'],
  ['notes.update', { title: 'x' }, '#/payload/id', 'required'],
  ['notes.delete', { id, if_match: '\r\nX-User: eve' }, '#/payload/if_match', 'bad-format'],
  ['notes.delete', { id, idempotency_key: 'ä' }, '#/payload/idempotency_key', 'bad-format'],
  ['notes.get', { id, consistency_token: 'a\nb' }, '#/payload/consistency_token', 'bad-format'],
  ['notes.get', { id, if_match: 'a\nb' }, '#/payload/if_match', 'bad-format'],
  ['notes.list', { search: {} }, '#/payload/search', 'wrong-type'],
])('%s of %j is refused here', async (method, payload, pointer, code) => {
  const client = await stage.client(gateway);
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const { error } = await client.send(`{"id":1,"method":"${method}","payload":${text}}`, 1);
  expect(error).toMatchObject({ code: 'invalid', errors: [{ pointer, code }] });
  expect([...command.requests, ...query.requests]).toEqual([]);
});

test.each(['', 'x', '..', `${id}/restore`, id.toUpperCase()])('there is no note %j', async (other) => {
  const client = await stage.client(gateway);
  expect((await client.call('notes.delete', { id: other })).error?.code).toBe('not-found');
  expect(command.requests).toEqual([]);
});

test('calls to the services do not wait for each other, and 16 are under way at most', async () => {
  const held: ServerResponse[] = [];
  query.answer = (_request, response) => void held.push(response);
  const client = await stage.client(gateway);
  const answers = Array.from({ length: 17 }, () => client.call('notes.get', { id }));
  expect((await answers[16])?.error).toMatchObject({ code: 'rate-limited', temporary: true });
  await eventually(() => expect(held).toHaveLength(16));
  expect((await client.call('ping')).result).toEqual({});
  for (const response of held.reverse()) send(response, 200, note);
  for (const answer of await Promise.all(answers.slice(0, 16))) expect(answer.result).toEqual(note);
});

test('a call is given up when its socket closes', async () => {
  let gone = false;
  command.answer = (_request, response) => {
    response.on('close', () => {
      gone = true;
    });
  };
  const client = await stage.client(gateway);
  void client.call('notes.create', { title: 'Tea' }).catch(() => {});
  await eventually(() => expect(command.requests).toHaveLength(1));
  client.close();
  await eventually(() => expect(gone).toBe(true));
});

test('a service that is away has done nothing; a write that it breaks off may have happened', async () => {
  const away = await startStubService(withNote);
  await away.stop();
  const cutOff = await stage.gateway({ COMMAND_URL: away.url, QUERY_URL: query.url });
  await cutOff.ready();
  const client = await stage.client(cutOff);
  const refused = (await client.call('notes.create', { title: 'Tea' })).error;
  expect(refused).toMatchObject({ code: 'unavailable', temporary: true });
  await cutOff.stop();

  const other = await stage.client(gateway);
  for (const service of [command, query]) service.answer = (_request, response) => void response.socket?.destroy();
  const broken = (await other.call('notes.create', { title: 'Tea' })).error;
  expect(broken).toMatchObject({ code: 'outcome-unknown', temporary: true });
  expect((await other.call('notes.list')).error).toMatchObject({ code: 'unavailable', temporary: true });
  expect(query.requests).toHaveLength(2);
  command.answer = (_request, response) => void response.writeHead(502).end('<html>');
  expect((await other.call('notes.delete', { id })).error?.code).toBe('bad-gateway');
});

test('a write whose service says that it took nothing is sent again', async () => {
  const client = await stage.client(gateway);
  const answer = command.answer;
  command.answer = (request) => {
    command.answer = answer;
    request.socket.end('HTTP/1.1 408 Not taken\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}');
  };
  expect((await client.call('notes.create', { title: 'Tea' })).error).toBeUndefined();
  expect(command.requests).toHaveLength(2);
});

test('an answer may be larger than what may wait for a slow client', async () => {
  const description = 'x'.repeat(12 * 1024 * 1024);
  query.answer = answering(200, { ...note, description });
  const client = await stage.client(gateway);
  const answer = client.call('notes.get', { id });
  await eventually(() => expect(query.requests).toHaveLength(1));
  client.socket.pause();
  // Long enough for two looks at who is too slow.
  await new Promise((resolve) => setTimeout(resolve, 2_200));
  client.socket.resume();
  expect((await answer).result?.['description']).toHaveLength(description.length);
});

test('a gateway that stops answers first what is under way', async () => {
  const leaving = await stage.gateway({ COMMAND_URL: command.url, QUERY_URL: query.url });
  await leaving.ready();
  const held: ServerResponse[] = [];
  command.answer = (_request, response) => void held.push(response);
  const client = await stage.client(leaving);
  const answer = client.call('notes.create', { title: 'Tea' });
  await eventually(() => expect(held).toHaveLength(1));
  const stopped = leaving.stop();
  const closed = client.closed();
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  for (const response of held) send(response, 201, note);
  expect((await answer).result).toEqual(note);
  expect(await closed).toBe(4013);
  await stopped;
});
