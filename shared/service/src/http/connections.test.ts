import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { createTestServer } from '../testing/create-test-server.ts';
import type { HttpServer } from './create-http-server.ts';

const farewell =
  /^HTTP\/1\.1 408 Not taken\r\n(?:[^\r]+\r\n)*Connection: close\r\n\r\n\{"type":"\/problems\/not-taken"[^\r]*\}$/;
const get = 'GET /v1/notes/a HTTP/1.1\r\nHost: x\r\n\r\n';

type Client = { readonly socket: Socket; heard(): string; forget(): void; closed(): Promise<unknown> };

/** A connection that fails the test when it is reset. */
async function open({ app }: HttpServer): Promise<Client> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  const closed = once(socket, 'close');
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => (text += chunk));
  await once(socket, 'connect');
  return { socket, heard: () => text, forget: () => (text = ''), closed: () => closed };
}

/** A server that keeps its answers back, and those that it keeps. */
async function createSlowServer() {
  const held: ServerResponse[] = [];
  const server = await createTestServer({ handle: (_request, response) => void held.push(response) });
  await server.listen();
  return { server, held };
}

test('over an idle connection the client is told that nothing was taken, also of a request just on its way, and nothing is done', async () => {
  const { server, held } = await createSlowServer();
  const client = await open(server);
  client.socket.write(get);
  await vi.waitFor(() => expect(held).toHaveLength(1));
  held[0]?.end('first');
  await vi.waitFor(() => expect(client.heard()).toContain('first'));
  client.forget();
  const closed = server.close();
  client.socket.write('POST /v1/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}');
  await client.closed();
  expect(client.heard()).toMatch(farewell);
  await closed;
  expect(held).toHaveLength(1);
});

test('an answer under way announces that the connection closes, and so does one to whoever has not asked yet', async () => {
  const { server, held } = await createSlowServer();
  const [busy, unused] = [await open(server), await open(server)];
  busy.socket.write(get);
  await vi.waitFor(() => expect(held).toHaveLength(1));
  const closed = server.close();
  unused.socket.write(get);
  await vi.waitFor(() => expect(held).toHaveLength(2));
  for (const response of held) response.end('done');
  await Promise.all([busy.closed(), unused.closed(), closed]);
  for (const client of [busy, unused])
    expect(client.heard()).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\nconnection: close\r\n[\s\S]*done$/i);
});

test('an answer that had begun is finished, and then the connection is left', async () => {
  const { server, held } = await createSlowServer();
  const client = await open(server);
  client.socket.write(get);
  await vi.waitFor(() => expect(held).toHaveLength(1));
  held[0]?.writeHead(200, { 'content-length': '10' }).write('begin');
  await vi.waitFor(() => expect(client.heard()).toContain('begin'));
  const closed = server.close();
  held[0]?.end('-ends');
  await Promise.all([client.closed(), closed]);
  const [first, rest] = client.heard().split('begin-ends');
  expect(first).not.toMatch(/connection: close/i);
  expect(rest).toMatch(farewell);
});

test('one that speaks something else by now is not spoken to', async () => {
  const other = await createTestServer();
  other.app.server.on('upgrade', (_request, socket: Socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    setTimeout(() => socket.end('bye'), 1_200);
  });
  await other.listen();
  const client = await open(other);
  client.socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
  await vi.waitFor(() => expect(client.heard()).toContain('101'));
  const closed = other.close();
  await Promise.all([client.closed(), closed]);
  expect(client.heard()).toMatch(/\r\n\r\nbye$/);
});

test('a client that does not close its side is cut off after a while', async () => {
  const server = await createTestServer();
  await server.listen();
  const socket = connect({ port: (server.app.server.address() as AddressInfo).port, allowHalfOpen: true });
  socket.on('error', () => {}).resume();
  socket.write(get);
  await once(socket, 'data');
  const begun = performance.now();
  await server.close();
  expect(performance.now() - begun).toBeLessThan(4_000);
  socket.destroy();
});

test('clients are asked to keep idle connections no longer than it drains', async () => {
  for (const [stopDelayMs, timeout] of [
    [0, 72],
    [1_999, 72],
    [5_000, 5],
  ] as const) {
    await using server = await createTestServer({ stopDelayMs });
    await server.listen();
    const client = await open(server);
    client.socket.write(get);
    await vi.waitFor(() => expect(client.heard()).toContain('Buy milk'));
    expect(client.heard().match(/^keep-alive: .*$/gim)).toEqual([
      expect.stringMatching(new RegExp(`^keep-alive: timeout=${timeout}\r?$`, 'i')),
    ]);
    client.socket.destroy();
  }
});

test('while it drains all is served, over new connections too, and each answer closes its connection', async () => {
  const { server, held } = await createSlowServer();
  const [busy, idle] = [await open(server), await open(server)];
  idle.socket.write(get);
  await vi.waitFor(() => expect(held).toHaveLength(1));
  held[0]?.end('first');
  await vi.waitFor(() => expect(idle.heard()).toContain('first'));
  expect(idle.heard()).not.toMatch(/connection: close/i);
  busy.socket.write(get);
  await vi.waitFor(() => expect(held).toHaveLength(2));
  server.drain();
  const late = await open(server);
  for (const client of [idle, late]) client.socket.write(get);
  await vi.waitFor(() => expect(held).toHaveLength(4));
  for (const response of held.slice(1)) response.end('done');
  for (const client of [busy, idle, late]) {
    await client.closed();
    expect(client.heard()).toMatch(/HTTP\/1\.1 200 [\s\S]*\r\nconnection: close\r\n[\s\S]*done$/i);
    expect(client.heard()).not.toContain('408');
  }
  await server.close();
});

test('while it drains a problem closes its connection, too', async () => {
  await using server = await createTestServer();
  await server.listen();
  server.drain();
  const client = await open(server);
  client.socket.write('GET /v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n');
  await client.closed();
  expect(client.heard()).toMatch(/^HTTP\/1\.1 404 [\s\S]*\r\nconnection: close\r\n/i);
});
