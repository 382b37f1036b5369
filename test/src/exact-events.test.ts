import { randomUUID } from 'node:crypto';
import type { Note } from '@notes/features/notes/contract';
import { eventually as within } from '@notes/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { ask, tokenOf } from './harness/http.ts';
import type { System } from './harness/system.ts';
import { type SharedLog, startSharedLog } from './harness/test-servers.ts';

const eventually = <T>(assertion: () => Promise<T> | T): Promise<T> => within(assertion, { timeoutMs: 30_000 });

let system: System;
let services: SharedLog['services'];
let writer: SharedLog['writer'];
let log: SharedLog;

beforeAll(async () => {
  log = await startSharedLog();
  ({ system, services, writer } = log);
});
afterAll(() => log?.stop());

const noteUrl = (id: string): string => `${services.gateway.url}/v1/notes/${id}`;
const plain = '{"title":"Plain","description":"","priority":0}';

describe('data that other software wrote reach every reader byte by byte', () => {
  const oddities = '9007199254740993,1e400,-1e400,1.0,-0,1E+2,0.1e-7,"caf\\u00e9\\/\\ud83d\\ude00"';
  const known = '{ "title":"\\u0054ea",\t"description":"a\\/b", "priority":1.0 , "priority":-0 }';
  const unknown = `{"colours":[${oddities}],\n "a":{"data":{}},"a":1.0}`;

  /** Everything that a feed of all notes has pushed, as text: over a websocket, as an event stream, and in Redis. */
  async function listen(since?: string) {
    const socket = new WebSocket(`${services.gateway.url.replace('http', 'ws')}/v1/stream`, 'notes.v1');
    const heard = { socket: '', stream: '', redis: '' };
    socket.on('message', (data) => {
      heard.socket += `${data}\n`;
    });
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(JSON.stringify({ id: 1, method: 'subscribe', payload: { channel: 'notes', since } }));
    const stop = new AbortController();
    const query = since === undefined ? '' : `&since=${since}`;
    const response = await fetch(`${services.gateway.url}/v1/feed?channel=notes${query}`, { signal: stop.signal });
    void readAll(response, (text) => {
      heard.stream += text;
    });
    const redis = new Redis(String(system.env['REDIS_URL']));
    redis.on('pmessage', (_pattern, _channel, message: string) => {
      heard.redis += `${message}\n`;
    });
    await redis.psubscribe(`${system.env['REDIS_PREFIX']}feed.*`);
    await eventually(() => expect(heard.socket).toContain('"subscribed"'));
    const close = (): void => {
      socket.terminate();
      stop.abort();
      redis.disconnect();
    };
    return { heard, close };
  }

  async function readAll(response: Response, take: (text: string) => void): Promise<void> {
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    try {
      for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) take(part.value);
    } catch {
      // Aborted.
    }
  }

  /** As an event stream has it: each line of the data is one of the stream. */
  const inStream = (data: string): string => data.replaceAll('\n', '\ndata: ');

  test('in the journal, the history, the feed as it happens and afterwards, and in Redis', async () => {
    const id = randomUUID();
    const live = await listen();
    const previous = await writer.append(id, known);
    await writer.append(id, unknown, { version: 2, previous, type: 'notes.NotePainted.v1' });
    const told = [known, unknown].map((data) => `"data":${data}`);
    for (const data of told) {
      await eventually(() => expect(live.heard.socket).toContain(data));
      await eventually(() => expect(live.heard.stream).toContain(inStream(data)));
      expect(live.heard.redis).toContain(data);
    }
    live.close();
    const { heard, close } = await listen(`${await epoch()}:`);
    for (const data of told) {
      await eventually(() => expect(heard.socket).toContain(data));
      await eventually(() => expect(heard.stream).toContain(inStream(data)));
    }
    close();
    const history = await (await fetch(`${noteUrl(id)}/events`)).text();
    for (const data of told) expect(history).toContain(data);
    const journal = await system.database(async (client) => {
      const { rows } = await client.query(
        'select data::text from journal_entries where subject = $1 order by version',
        [id],
      );
      return rows.map(({ data }) => data);
    });
    expect(journal).toEqual([known, unknown]);
    expect((await ask('GET', noteUrl(id))).body).toMatchObject({ title: 'Tea', description: 'a/b', priority: 0 });
  });

  const epoch = async (): Promise<string> => {
    const { body } = await ask<{ epoch: string }>('GET', `${services.gateway.url}/v1/status`);
    return body.epoch;
  };
});

describe('after the first and the last legal value of each member of the event before', () => {
  const longest = (length: number): string => JSON.stringify('😀'.repeat(length));
  const dataOf = (members: Record<string, string>): string => {
    const all = { title: '"Plain"', description: '""', priority: '0', ...members };
    return `{"title":${all.title},"description":${all.description},"priority":${all.priority}}`;
  };
  const ends: Record<string, { readonly data?: string; readonly more?: object }> = {
    'time, first': { more: { time: '1970-01-01T00:00:00.000Z' } },
    'time, last but one': { more: { time: '9999-12-31T23:59:59.998Z' } },
    'time, last': { more: { time: '9999-12-31T23:59:59.999Z' } },
    'actor, shortest': { more: { actor: 'a' } },
    'actor, longest': { more: { actor: '😀'.repeat(255) } },
    'fingerprint, shortest': { more: { fingerprint: '!' } },
    'fingerprint, longest': { more: { fingerprint: '~'.repeat(128) } },
    'traceparent, least': { more: { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00` } },
    'traceparent, greatest': { more: { traceparent: `00-${'f'.repeat(32)}-${'f'.repeat(16)}-ff` } },
    'ids, least': { more: { id: '00000000-0000-0000-0000-000000000000' } },
    'ids, greatest': { more: { id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' } },
    'title, shortest': { data: dataOf({ title: '"."' }) },
    'title, longest': { data: dataOf({ title: longest(200) }) },
    'description, longest': { data: dataOf({ description: longest(20_000) }) },
    'priority, least': { data: dataOf({ priority: '-2147483648' }) },
    'priority, greatest': { data: dataOf({ priority: '2147483647' }) },
    'priority, zero below': { data: dataOf({ priority: '-0' }) },
  };

  test.each(Object.entries(ends))('(%s) a change is seen by a read with its token, or refused', async (what, end) => {
    const id = randomUUID();
    await writer.append(id, end.data ?? plain, end.more);
    await eventually(async () => expect((await ask('GET', noteUrl(id))).status).toBe(200));
    const calls: [string, string, object?][] = [
      ['PATCH', noteUrl(id), { title: 'Changed', priority: 7 }],
      ['DELETE', noteUrl(id)],
      ['POST', `${noteUrl(id)}/restore`],
    ];
    let version = 1;
    for (const [method, url, body] of calls) {
      const changed = await ask<Note>(method, url, body === undefined ? {} : { body });
      if (changed.status === 409) {
        expect(changed.body).toMatchObject({ type: '/problems/note-exhausted' });
        expect(changed.headers.get('consistency-token')).not.toBeNull();
        expect(what).toMatch(/^time, last/);
      } else {
        expect([200, 204]).toContain(changed.status);
        version = Number(changed.headers.get('etag')?.slice(1, -1));
      }
      const headers = { 'consistency-token': tokenOf(changed) };
      const history = await ask<{ events: object[] }>('GET', `${noteUrl(id)}/events`, { headers });
      expect(history.body.events).toHaveLength(version);
    }
    expect(version).toBe({ 'time, last': 1, 'time, last but one': 2 }[what] ?? 4);
  });

  test('a note at its last version is refused one more', async () => {
    const id = randomUUID();
    await writer.append(id, plain);
    await eventually(async () => expect((await ask('GET', noteUrl(id))).status).toBe(200));
    await services.command.end('SIGTERM');
    await system.database((client) =>
      client
        .query('update notes set version = 2147483646 where id = $1', [id])
        .then(() => client.query('update journal_entries set version = 2147483646 where subject = $1', [id])),
    );
    services.command.start();
    await services.command.ready();
    const last = await ask<Note>('PATCH', noteUrl(id), { body: { title: 'The last' } });
    expect(last).toMatchObject({ status: 200, body: { version: 2_147_483_647 } });
    const more = await ask('PATCH', noteUrl(id), { body: { title: 'One more' } });
    expect(more).toMatchObject({ status: 409, body: { type: '/problems/note-exhausted' } });
    const headers = { 'consistency-token': tokenOf(last) };
    expect((await ask<Note>('GET', noteUrl(id), { headers })).body).toMatchObject({ title: 'The last' });
  });
});
