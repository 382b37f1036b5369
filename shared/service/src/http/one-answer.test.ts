import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createTestServer } from '../testing/create-test-server.ts';
import type { HttpServer } from './create-http-server.ts';

let server: HttpServer;
let sockets: Socket[] = [];
/** Of the requests that wait in their routes, in the order in which they came. */
let waiting: (() => void)[] = [];
let arrived: () => void = () => {};

/** Resolves when the test lets the request go on. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    arrived();
  });

beforeAll(async () => {
  server = await createTestServer({
    register: (app) => {
      app.post('/v1/notes', async (_request, reply) => {
        await turn();
        return reply.code(201).send({ title: 'Tea' });
      });
      app.get('/v1/notes', () => ({ notes: [] }));
      app.get('/v1/feed', async (_request, reply) => {
        reply.hijack();
        reply.raw.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
        await turn();
        reply.raw.end('data: 2\n\n');
      });
    },
  });
  await server.listen();
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  waiting = [];
});
afterAll(() => server.close());

const port = (): number => (server.app.server.address() as AddressInfo).port;

/** A client that sends what it likes; `said` is all that it has read. */
function dial() {
  const socket = connect(port(), '127.0.0.1');
  sockets.push(socket);
  const client = { said: '', closed: once(socket, 'close'), send: (text: string) => socket.write(text, 'latin1') };
  socket.setEncoding('latin1').on('data', (text: string) => {
    client.said += text;
  });
  return client;
}

/** Sends a request, and resolves when its route is at work on it. */
async function begin(client: ReturnType<typeof dial>, request: string): Promise<void> {
  const begun = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  client.send(request);
  await begun;
}

const host = 'Host: x\r\n';
const get = `GET /v1/notes HTTP/1.1\r\n${host}\r\n`;
const feed = `GET /v1/feed HTTP/1.1\r\n${host}\r\n`;
const noRequests = {
  'bytes that are no request': 'NONSENSE\r\n\r\n',
  'headers of 40 kB': `GET /v1/notes HTTP/1.1\r\n${host}X-Large: ${'a'.repeat(40_000)}\r\n\r\n`,
};
const head = `POST /v1/notes HTTP/1.1\r\n${host}Content-Type: application/json\r\n`;
const post = `${head}Content-Length: 2\r\n\r\n{}`;
const brokenBody = `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`;

const statusesOf = ({ said }: { said: string }): string[] => said.match(/HTTP\/1\.1 \d{3}/g) ?? [];
/** A request of another client is answered: by then the server has read what was sent before it. */
const passed = async (): Promise<void> => void (await fetch(`http://127.0.0.1:${port()}/livez`));

test.each(Object.entries(noRequests))(
  '%s behind a write under way get no answer in its place',
  async (_what, bytes) => {
    const client = dial();
    await begin(client, post);
    client.send(bytes);
    await passed();
    expect(client.said).toBe('');
    waiting[0]?.();
    await client.closed;
    expect(statusesOf(client)).toEqual(['HTTP/1.1 201']);
    expect(client.said).toContain('{"title":"Tea"}');
  },
);

test.each(Object.entries(noRequests))('%s leave an event stream as it is, and it is the last', async (_what, bytes) => {
  const client = dial();
  await begin(client, feed);
  client.send(bytes);
  await passed();
  waiting[0]?.();
  await client.closed;
  expect(client.said).toMatch(/^HTTP\/1\.1 200 [\s\S]*data: 1\n\n[\s\S]*data: 2\n\n/);
  expect(statusesOf(client)).toEqual(['HTTP/1.1 200']);
});

test('answers that were begun together come in their order, and none for what follows', async () => {
  const client = dial();
  await begin(client, get + post + get + noRequests['bytes that are no request']);
  await passed();
  expect(statusesOf(client)).toEqual(['HTTP/1.1 200']);
  waiting[0]?.();
  await client.closed;
  expect(statusesOf(client)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 201', 'HTTP/1.1 200']);
});

test('a request whose body is none is refused once, and when it is its turn', async () => {
  const alone = dial();
  alone.send(brokenBody);
  await alone.closed;
  expect(statusesOf(alone)).toEqual(['HTTP/1.1 400']);
  const behind = dial();
  await begin(behind, post + brokenBody);
  await passed();
  expect(behind.said).toBe('');
  waiting[0]?.();
  await behind.closed;
  expect(statusesOf(behind)).toEqual(['HTTP/1.1 201', 'HTTP/1.1 400']);
});

test('a request that has its answer gets no other when its body breaks off', async () => {
  const client = dial();
  client.send(`PUT /v1/none HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`);
  await expect.poll(() => statusesOf(client)).toEqual(['HTTP/1.1 404']);
  client.send('zz\r\n');
  await client.closed;
  expect(statusesOf(client)).toEqual(['HTTP/1.1 404']);
});

test('what is no request is answered where nothing else is', async () => {
  const client = dial();
  client.send(get);
  await expect.poll(() => client.said).toContain('{"notes":[]}');
  client.send('NONSENSE\r\n\r\n');
  await client.closed;
  expect(statusesOf(client)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400']);
});
