import type { Note } from '@notes/features/notes/contract';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Feed } from './harness/feed.ts';
import { call, tokenOf } from './harness/http.ts';
import type { ServiceName, ServiceProcess } from './harness/service-process.ts';
import { System } from './harness/system.ts';
import { testServers } from './harness/test-servers.ts';

let system: System;
let services: Record<ServiceName, ServiceProcess>;

beforeAll(async () => {
  system = await System.create(testServers());
  services = await system.startAll();
});
afterAll(() => system?.stop());

describe('a note on its way through the whole system', () => {
  test('is created, read back with the token at once, and pushed to the feed in order, 200 times in a row', async () => {
    const { command, gateway, query } = services;
    const feed = await Feed.open(gateway.url);
    feed.send({ id: 1, method: 'subscribe', payload: { channel: 'notes' } });
    await eventually(() => expect(feed.frames[0]).toMatchObject({ id: 1, result: { subscribed: { notes: ['*'] } } }));

    const created: string[] = [];
    for (let i = 0; i < 200; i++) {
      const through = i % 2 === 0 ? command.url : gateway.url;
      const posted = await call<Note>('POST', `${through}/v1/notes`, { body: { title: `Note ${i}`, priority: i } });
      expect(posted.status).toBe(201);
      expect(posted.headers.get('location')).toBe(`/v1/notes/${posted.body.id}`);
      expect(posted.headers.get('etag')).toBe('"1"');
      created.push(posted.body.id);
      const headers = { 'consistency-token': tokenOf(posted) };
      for (const reader of [query.url, gateway.url]) {
        const read = await call<Note>('GET', `${reader}/v1/notes/${posted.body.id}`, { headers });
        expect(read.status).toBe(200);
        expect(read.body).toEqual(posted.body);
      }
    }
    await eventually(() => expect(feed.events).toHaveLength(200));
    expect(feed.events.map(({ event, data }) => [event, data?.note_id, data?.version])).toEqual(
      created.map((id) => ['NoteCreated', id, 1]),
    );
    await feed.close();
  });

  test('is replaced, deleted, and gone from every read', async () => {
    const { gateway } = services;
    const posted = await call<Note>('POST', `${gateway.url}/v1/notes`, { body: { title: 'First' } });
    const url = `${gateway.url}/v1/notes/${posted.body.id}`;

    const replaced = await call<Note>('PUT', url, { body: { title: 'Second', description: 'more' } });
    expect(replaced).toMatchObject({
      status: 200,
      body: { title: 'Second', description: 'more', priority: 0, version: 2 },
    });
    expect(replaced.headers.get('etag')).toBe('"2"');
    const unchanged = await call<Note>('PUT', url, { body: { title: 'Second', description: 'more' } });
    expect(unchanged).toMatchObject({ status: 200, body: replaced.body });
    const stale = await call('PUT', url, { body: { title: 'Third' }, headers: { 'if-match': '"1"' } });
    expect(stale).toMatchObject({
      status: 412,
      body: { type: '/problems/precondition-failed', current: replaced.body },
    });

    const deleted = await call('DELETE', url);
    expect(deleted.status).toBe(204);
    expect(deleted.headers.get('etag')).toBe('"3"');
    expect((await call('DELETE', url)).status).toBe(404);
    const headers = { 'consistency-token': tokenOf(deleted) };
    expect((await call('GET', url, { headers })).status).toBe(404);
    const listed = await call<{ notes: Note[] }>('GET', `${gateway.url}/v1/notes?limit=100`, { headers });
    expect(listed.body.notes.map(({ id }) => id)).not.toContain(posted.body.id);
  });

  test('is created once however often the request is repeated with its key', async () => {
    const { command } = services;
    const send = (title: string) =>
      call<Note>('POST', `${command.url}/v1/notes`, {
        body: { title },
        headers: { 'idempotency-key': '"one and the same"' },
      });
    const answers = await Promise.all(Array.from({ length: 10 }, () => send('Only one')));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(9);
    expect(await send('Another')).toMatchObject({ status: 422, body: { type: '/problems/idempotency-key-reused' } });
  });

  test('is listed page by page, each note once', async () => {
    const { query, command } = services;
    const newest = await call('POST', `${command.url}/v1/notes`, { body: { title: 'Newest' } });
    const headers = { 'consistency-token': tokenOf(newest) };
    const seen: string[] = [];
    let url: string | undefined = `${query.url}/v1/notes?limit=37`;
    while (url !== undefined) {
      const page: { body: { notes: Note[]; next?: string } } = await call('GET', url, { headers });
      seen.push(...page.body.notes.map(({ id }) => id));
      url = page.body.next && `${query.url}/v1/notes?limit=37&cursor=${encodeURIComponent(page.body.next)}`;
    }
    expect(seen[0]).toBe(newest.body['id']);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(200);
  });
});

describe('a request that is wrong', () => {
  test.each([
    ['POST', '/v1/notes', { title: '' }, 422, 'invalid'],
    ['POST', '/v1/notes', { title: 'a', color: 'red' }, 422, 'invalid'],
    ['POST', '/v1/notes', { title: 'nul \u0000' }, 422, 'invalid'],
    ['PUT', '/v1/notes/00000000-0000-4000-8000-000000000000', { title: 'a' }, 404, 'not-found'],
    ['PUT', '/v1/notes/nonsense', { title: 'a' }, 404, 'not-found'],
    ['GET', '/v1/notes/nonsense', undefined, 404, 'not-found'],
    ['GET', '/v1/notes?limit=101', undefined, 422, 'invalid'],
    ['GET', '/v1/notes?color=red', undefined, 422, 'invalid'],
    ['GET', '/v1/notes?cursor=nonsense', undefined, 422, 'invalid'],
    ['GET', '/nowhere', undefined, 404, 'not-found'],
    ['PUT', '/v1/notes', { title: 'a' }, 405, 'method-not-allowed'],
  ])('%s %s with %j is answered %i /problems/%s', async (method, path, body, status, slug) => {
    const answer = await call(method, `${services.gateway.url}${path}`, body === undefined ? {} : { body });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer).toMatchObject({ status, body: { type: `/problems/${slug}`, status } });
  });
});
