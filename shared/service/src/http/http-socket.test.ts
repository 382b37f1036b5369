import { Agent, get, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { createTestServer } from '../testing/create-test-server.ts';
import type { HttpServer } from './create-http-server.ts';

const portOf = ({ app }: HttpServer): number => (app.server.address() as AddressInfo).port;

/** Sends bytes and reads until the server closes. */
async function raw(server: HttpServer, bytes: string | Buffer): Promise<string> {
  const socket = connect(portOf(server), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

function bodyOf(response: string): { type: string; status: number } {
  return JSON.parse(response.slice(response.indexOf('\r\n\r\n') + 4));
}

const closing = 'Host: x\r\nConnection: close\r\n';

test('answers what is no HTTP with a problem, and closes', async () => {
  await using server = await createTestServer();
  await server.listen();
  const response = await raw(server, 'NONSENSE\r\n\r\n');
  expect(response).toMatch(/^HTTP\/1\.1 400 .*\r\nContent-Type: application\/problem\+json\r\n/);
  expect(bodyOf(response)).toMatchObject({ type: '/problems/malformed-request', status: 400 });
});

test('answers headers that are too large with a problem', async () => {
  await using server = await createTestServer();
  await server.listen();
  const response = await raw(server, `GET /livez HTTP/1.1\r\n${closing}X-Large: ${'a'.repeat(20_000)}\r\n\r\n`);
  expect(bodyOf(response)).toMatchObject({ type: '/problems/header-too-large', status: 431 });
});

test.each([
  ['without Host', 'GET /v1/notes HTTP/1.1\r\nConnection: close\r\n\r\n'],
  [
    'whose length is said twice',
    `POST /v1/notes HTTP/1.1\r\n${closing}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
  ],
  ['of a folded header', `GET /v1/notes HTTP/1.1\r\n${closing}X-A: a\r\n b\x00\r\n\r\n`],
  ['of HTTP/3.0', `GET /v1/notes HTTP/3.0\r\n${closing}\r\n`],
])('answers a request %s with a problem', async (_what, bytes) => {
  await using server = await createTestServer();
  await server.listen();
  const response = await raw(server, bytes);
  expect(response).toMatch(/^HTTP\/1\.1 400 [\s\S]*\r\nX-Request-Id: .+\r\n/i);
  expect(response).toMatch(/\r\nContent-Type: application\/problem\+json\r\n/i);
  expect(bodyOf(response)).toMatchObject({ type: '/problems/malformed-request', status: 400 });
});

test('passes over an expectation that it does not know, and lets a body come that waits to be asked for', async () => {
  await using server = await createTestServer();
  await server.listen();
  const unknown = await raw(server, `GET /v1/notes/a HTTP/1.1\r\n${closing}Expect: the-unexpected\r\n\r\n`);
  expect(unknown).toMatch(/^HTTP\/1\.1 200 /);
  const head = `POST /v1/notes HTTP/1.1\r\n${closing}Content-Type: application/json\r\nContent-Length: 13\r\n`;
  const waiting = await raw(server, `${head}Expect: 100-continue\r\n\r\n{"title":"a"}`);
  expect(waiting).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 /);
});

test('answers an old client and an address in its absolute form', async () => {
  await using server = await createTestServer();
  await server.listen();
  expect(await raw(server, 'GET /v1/notes/a HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
});

test('answers a long segment with 414 and bad encoding with 400', async () => {
  await using server = await createTestServer();
  await server.listen();
  const long = await raw(server, `GET /v1/notes/${'a'.repeat(300)} HTTP/1.1\r\n${closing}\r\n`);
  expect(bodyOf(long)).toMatchObject({ status: 414 });
  const bad = await raw(server, `GET /v1/notes/%c3%28 HTTP/1.1\r\n${closing}\r\n`);
  expect(bodyOf(bad)).toMatchObject({ status: 400 });
});

test('answers invalid UTF-8 in the body with 400', async () => {
  await using server = await createTestServer();
  await server.listen();
  const head = `POST /v1/notes HTTP/1.1\r\n${closing}Content-Type: application/json\r\nContent-Length: 13\r\n\r\n`;
  const response = await raw(
    server,
    Buffer.concat([Buffer.from(`${head}{"title":"`), Buffer.from('c328', 'hex'), Buffer.from('}')]),
  );
  expect(bodyOf(response)).toMatchObject({ type: '/problems/malformed-request' });
});

test('sends no body after the headers of a HEAD, also of a problem', async () => {
  await using server = await createTestServer();
  await server.listen();
  for (const url of ['/v1/notes/a', '/v1/nix']) {
    const response = await raw(server, `HEAD ${url} HTTP/1.1\r\n${closing}\r\n`);
    expect(response).toMatch(/\r\n\r\n$/);
    expect(response).toMatch(/content-length: [1-9]/i);
  }
});

test('finishes what is in flight while it closes, and does not wait for idle connections', async () => {
  let arrived = () => {};
  let answer = () => {};
  const inHandler = new Promise<void>((resolve) => (arrived = resolve));
  const mayAnswer = new Promise<void>((resolve) => (answer = resolve));
  const server = await createTestServer({
    register: (app) => {
      app.get('/v1/slow', async () => {
        arrived();
        await mayAnswer;
        return { done: true };
      });
    },
  });
  await server.listen();
  const agent = new Agent({ keepAlive: true });
  const answered = new Promise<string>((resolve, reject) => {
    get({ port: portOf(server), path: '/v1/slow', agent }, (response) => void text(response).then(resolve, reject)).on(
      'error',
      reject,
    );
  });
  await inHandler;
  const closed = server.close();
  answer();
  expect(JSON.parse(await answered)).toEqual({ done: true });
  await closed;
  agent.destroy();
});

test('does not crash when a client leaves in the middle of its body', async () => {
  await using server = await createTestServer();
  await server.listen();
  const left = vi.fn();
  const client = request({
    port: portOf(server),
    method: 'POST',
    path: '/v1/notes',
    headers: { 'content-type': 'application/json', 'content-length': 100 },
  });
  client.on('error', left);
  client.write('{"title"', () => client.destroy(new Error('gone')));
  await vi.waitFor(() => expect(left).toHaveBeenCalled());
  expect((await server.app.inject('/livez')).statusCode).toBe(200);
});

test('answers a body that it does not take without a reset, and takes the next request on the same connection', async () => {
  await using server = await createTestServer();
  await server.listen();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number | undefined>();
  const statusOf = (body: Buffer): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': body.length };
      const sent = request({ port: portOf(server), method: 'POST', path: '/v1/notes', agent, headers }, (response) => {
        ports.add(response.socket.localPort);
        response.resume().once('end', () => resolve(response.statusCode));
      });
      sent.once('error', reject).end(body);
    });
  const bodies = [Buffer.alloc(4 * 1024 * 1024, '"'), Buffer.from('{"title"'), Buffer.from('{"title":"Tea"}')];
  const statuses: (number | undefined)[] = [];
  for (const body of bodies) statuses.push(await statusOf(body));
  expect(statuses).toEqual([413, 400, 201]);
  expect(ports.size).toBe(1);
  agent.destroy();
});

test('hands a request to the raw handler first', async () => {
  await using server = await createTestServer({
    handle: (request, response, next) => (request.url === '/raw' ? void response.end('raw') : next()),
  });
  await server.listen();
  const address = `http://127.0.0.1:${portOf(server)}`;
  expect(await (await fetch(`${address}/raw`)).text()).toBe('raw');
  expect(await (await fetch(`${address}/livez`)).json()).toEqual({ alive: true });
});
