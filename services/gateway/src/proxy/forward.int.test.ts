import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { nobody } from '../testing/names.ts';
import { ProxyStage } from '../testing/proxy-stage.ts';

let stage: ProxyStage;

beforeAll(async () => {
  stage = await ProxyStage.open();
});

beforeEach(() => stage.reset());

afterAll(() => stage.close());

/** The headers that a service got, by name in lower case, each with all its values. */
function headersOf(request: IncomingMessage | undefined): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  const list = request?.rawHeaders ?? [];
  for (let i = 0; i < list.length; i += 2) {
    const name = (list[i] ?? '').toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), list[i + 1] ?? '']);
  }
  return headers;
}

test.each(['GET', 'HEAD'])('%s goes to the query service', async (method) => {
  const answer = await stage.get('/v1/notes?limit=1', { method });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('etag')).toBe('"1"');
  expect(stage.query.requests.map(({ method: got, url }) => [got, url])).toEqual([[method, '/v1/notes?limit=1']]);
});

test.each([
  ['POST', '/v1/notes'],
  ['PUT', '/v1/notes/1'],
  ['PATCH', '/v1/notes/1'],
  ['DELETE', '/v1/notes/1'],
])('%s %s goes to the command service, with its body', async (method, path) => {
  const answer = await stage.get(path, { method, body: '{"title":"x"}' });
  expect(await answer.text()).toBe('{"title":"x"}');
  expect(stage.command.requests.map(({ method: got }) => got)).toEqual([method]);
});

test('a large body passes through as it came, with its length or in chunks', async () => {
  const body = 'ä'.repeat(3_000_000);
  const echoed = await (await stage.get('/v1/notes', { method: 'POST', body })).text();
  expect(echoed === body).toBe(true);
  const pieces = new Blob([body]).stream();
  const answer = await stage.get('/v1/notes', { method: 'POST', body: pieces, duplex: 'half' } as RequestInit);
  expect((await answer.text()) === body).toBe(true);
  expect(headersOf(stage.command.requests[1]).get('transfer-encoding')).toEqual(['chunked']);
});

test('a request without a body leaves the connection usable for the next one', async () => {
  for (let i = 0; i < 3; i += 1) expect((await stage.get('/v1/notes/1', { method: 'DELETE' })).status).toBe(200);
  expect(new Set(stage.command.requests.map(({ socket }) => socket.remotePort)).size).toBe(1);
});

test('headers go through but for those of the connection, and the caller is told of', async () => {
  await stage.raw(
    'GET /v1/notes HTTP/1.1\r\nHost: notes.example.org\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\n' +
      'X-Request-Id: abc\r\ntraceparent: 00-1-2-01\r\nX-Forwarded-For: 10.1.1.1\r\nX-Forwarded-Proto: https\r\n\r\n',
  );
  const headers = headersOf(stage.query.requests[0]);
  expect(headers.get('x-request-id')).toEqual(['abc']);
  expect(headers.get('traceparent')).toEqual(['00-1-2-01']);
  expect(headers.get('host')).toEqual([new URL(stage.query.url).host]);
  expect(headers.get('x-forwarded-host')).toEqual(['notes.example.org']);
  expect(headers.get('x-forwarded-for')).toEqual(['10.1.1.1, 127.0.0.1']);
  expect(headers.get('x-forwarded-proto')).toEqual(['https']);
  for (const name of ['x-hop', 'te', 'connection']) expect(headers.has(name)).toBe(false);
});

test('clients are asked to keep idle connections no longer than the gateway serves on after a signal', async () => {
  const head = await stage.raw(
    'GET /v1/notes HTTP/1.1\r\nHost: x\r\n\r\nGET /v1/notes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  );
  expect(head.match(/^keep-alive: .*$/gim)?.[0]).toMatch(/^Keep-Alive: timeout=5\r?$/i);
});

test('the length of a body cannot be hidden from the service', async () => {
  const body = 'GET /v1/smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
  await stage.raw(
    `POST /v1/notes HTTP/1.1\r\nHost: x\r\nConnection: close, Content-Length\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  await eventually(() => expect(stage.command.requests).toHaveLength(1));
  expect(stage.command.requests[0]?.url).toBe('/v1/notes');
});

test('a client that waits for 100 Continue is told to', async () => {
  const answer = await stage.raw(
    'POST /v1/notes HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  expect(headersOf(stage.command.requests[0]).has('expect')).toBe(false);
});

test('an offer to speak HTTP/2 is passed over, with and without a body', async () => {
  const offer = 'Host: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n';
  expect(await stage.raw(`GET /v1/notes HTTP/1.1\r\n${offer}\r\n`)).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(await stage.raw(`POST /v1/notes HTTP/1.1\r\n${offer}Content-Length: 5\r\n\r\nhello`)).toMatch(
    /\r\n\r\n.*hello/s,
  );
  expect(headersOf(stage.command.requests[0]).has('upgrade')).toBe(false);
});

test('a client that goes away ends the exchange with the service', async () => {
  let ended = false;
  stage.query.answer = (request) => {
    request.socket.on('close', () => {
      ended = true;
    });
  };
  const leaving = new AbortController();
  const answer = stage.get('/v1/notes', { signal: leaving.signal });
  await eventually(() => expect(stage.query.requests).toHaveLength(1));
  leaving.abort();
  await expect(answer).rejects.toThrow();
  await eventually(() => expect(ended).toBe(true));
});

test('an answer is passed on while it is still being made, no faster than it is read', async () => {
  const piece = Buffer.alloc(64 * 1024, 'x');
  let written = 0;
  stage.query.answer = (_request, response) => {
    const write = (): void => {
      let hasRoom = true;
      for (; hasRoom && written < 1_000; written += 1) hasRoom = response.write(piece);
      if (!hasRoom) response.once('drain', write);
    };
    write();
  };
  const request = httpRequest({ port: stage.port, path: '/v1/notes', agent: false });
  request.end();
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answer.pause();
  let before = -1;
  await eventually(
    () => {
      const same = written === before;
      before = written;
      expect(same && written > 0).toBe(true);
    },
    { everyMs: 100 },
  );
  expect(written).toBeLessThan(900);
  request.destroy();
});

test('a service that is away is a 503 at once, and is back as soon as it is', async () => {
  await stage.query.stop();
  const answer = await stage.get('/v1/notes', { headers: { 'x-request-id': 'r1' } });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('1');
  expect(answer.headers.get('x-request-id')).toBe('r1');
  expect(await answer.json()).toMatchObject({ type: '/problems/unavailable', instance: '/v1/notes' });
  await stage.bringQueryBack();
  expect((await stage.get('/v1/notes')).status).toBe(200);
});

test('a service that breaks off before its answer leaves the outcome of a write unknown, and it is not sent twice', async () => {
  stage.command.answer = (request) => request.socket.destroy();
  // Over a connection that has been used before, as well as over a new one.
  for (const times of [1, 2]) {
    const answer = await stage.get('/v1/notes', { method: 'POST', body: '{}' });
    expect(await answer.json()).toMatchObject({ type: '/problems/outcome-unknown', status: 503 });
    expect(stage.command.requests).toHaveLength(times);
  }
  stage.reset();
  await stage.get('/v1/notes', { method: 'POST', body: '{}' });
  stage.command.answer = (request) => request.socket.destroy();
  expect((await stage.get('/v1/notes', { method: 'POST', body: '{}' })).status).toBe(503);
  expect(stage.command.requests).toHaveLength(2);
});

const farewell = 'HTTP/1.1 408 Not taken\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}';

test.each([
  ['none', undefined],
  ['a small one', '{"title":"x"}'],
  ['one of many pieces', 'x'.repeat(200_000)],
  ['one in chunks', new Blob(['x'.repeat(100_000)])],
])('a write whose service says that it took nothing is sent again, with its body: %s', async (_what, body) => {
  await stage.get('/v1/notes', { method: 'POST', body: '{}' });
  const answer = stage.command.answer;
  stage.command.answer = (request) => {
    stage.command.answer = answer;
    request.resume();
    request.socket.end(farewell);
  };
  const sent = body instanceof Blob ? { body: body.stream(), duplex: 'half' } : body === undefined ? {} : { body };
  const again = await stage.get('/v1/notes/1/restore', { method: 'POST', ...sent } as RequestInit);
  expect(again.status).toBe(200);
  expect(await again.text()).toBe(body instanceof Blob ? await body.text() : (body ?? ''));
  expect(stage.command.requests).toHaveLength(3);
});

test.each<[string, string, Blob | string | undefined]>([
  ['a write without a body', 'DELETE', undefined],
  ['a write', 'PUT', 'x'.repeat(200_000)],
  ['an upload in pieces', 'PATCH', new Blob(['x'.repeat(500_000)])],
])('%s whose connection is refused, twice, is sent a third time, and counted', async (_what, method, body) => {
  stage.command.answer = (request, response) => {
    response.setHeader('connection', 'close');
    request.pipe(response);
  };
  // The next one needs a new connection.
  await (await stage.get('/v1/notes/1', { method: 'DELETE' })).text();
  const before = await repeatsOf('command', 'away');
  stage.names.next.push([nobody], [nobody]);
  const sent = body instanceof Blob ? { body: body.stream(), duplex: 'half' } : body === undefined ? {} : { body };
  const answer = await stage.get('/v1/notes/1', { method, ...sent } as RequestInit);
  expect(answer.status).toBe(200);
  expect((await answer.text()) === (body instanceof Blob ? await body.text() : (body ?? ''))).toBe(true);
  expect(await repeatsOf('command', 'away')).toBe(before + 2);
});

async function repeatsOf(to: string, reason: string): Promise<number> {
  const text = await (await stage.get('/metrics')).text();
  const line = `notes_gateway_repeated_requests_total{to="${to}",reason="${reason}",component="gateway"} (\\d+)`;
  return Number(new RegExp(line.replace('{', '\\{').replace('}', '\\}')).exec(text)?.[1]);
}

test('a write that is never taken is unavailable: it has surely not been done', async () => {
  stage.command.answer = (request) => request.socket.end(farewell);
  const answer = await stage.get('/v1/notes', { method: 'POST', body: '{}' });
  expect(await answer.json()).toMatchObject({ type: '/problems/unavailable', status: 503 });
  expect(stage.command.requests).toHaveLength(3);
});

test('a service that breaks off before it answers a read is unavailable', async () => {
  stage.query.answer = (request) => request.socket.destroy();
  const answer = await stage.get('/v1/notes', { method: 'GET' });
  expect(answer.headers.get('retry-after')).toBe('1');
  expect(await answer.json()).toMatchObject({ type: '/problems/unavailable', status: 503 });
});

test('a read over a connection that proves to be closed is sent again over a new one', async () => {
  await stage.get('/v1/notes');
  stage.query.answer = (request) => {
    stage.query.answer = (_again, response) => response.end();
    request.socket.destroy();
  };
  expect((await stage.get('/v1/notes')).status).toBe(200);
  expect(stage.query.requests).toHaveLength(3);
});

test('a service that breaks off in its answer breaks the answer off', async () => {
  stage.query.answer = (_request, response) => {
    response.writeHead(200, { 'content-length': '10' });
    response.write('hello');
    setTimeout(() => response.destroy(), 20);
  };
  const answer = await stage.get('/v1/notes');
  await expect(answer.text()).rejects.toThrow();
});

test('a refusal before the body is read comes through, and the connection to the client lives on', async () => {
  stage.command.answer = (_request, response) => {
    response.writeHead(413, { 'content-length': '2', connection: 'close' });
    response.end('no');
  };
  const answer = await stage.get('/v1/notes', { method: 'POST', body: 'x'.repeat(5_000_000) });
  expect([answer.status, await answer.text()]).toEqual([413, 'no']);
});

const post = 'POST /v1/notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';
const websocket =
  'GET /v1/stream HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
const h2c = 'GET /livez HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n';

test.each([
  ['bytes that are no request', 'NONSENSE\r\n\r\n', ['201']],
  ['headers of 40 kB', `GET / HTTP/1.1\r\nX-Large: ${'a'.repeat(40_000)}\r\n\r\n`, ['201']],
  ['a request for a websocket', websocket, ['201']],
  ['a request for another protocol', h2c, ['201', '200']],
])('behind a write under way, %s get no answer before it', async (_what, bytes, statuses) => {
  stage.command.answer = (request, response) => {
    // What came behind the write has been read when another request is answered.
    request.resume().on('end', () => void stage.get('/livez').then(() => response.writeHead(201).end('{"made":true}')));
  };
  const said = await stage.raw(post + bytes);
  expect(said.match(/(?<=HTTP\/1\.1 )\d{3}/g)).toEqual(statuses);
  expect(said).toContain('{"made":true}');
});
