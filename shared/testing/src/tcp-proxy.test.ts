import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let received: string;
const echo = createServer((socket) => {
  socket.on('data', (bytes) => (received += bytes));
  socket.on('error', () => {}).pipe(socket);
});
let proxy: TcpProxy;
let clients: Socket[];

beforeEach(async () => {
  clients = [];
  received = '';
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startTcpProxy(`tcp://127.0.0.1:${(echo.address() as AddressInfo).port}`);
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  await proxy.close();
  echo.close();
  await once(echo, 'close');
});

/** A client that keeps what it gets. */
async function open(): Promise<{ socket: Socket; got: () => string }> {
  const socket = connect(proxy.port, '127.0.0.1').on('error', () => {});
  clients.push(socket);
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => (text += chunk));
  await once(socket, 'connect');
  return { socket, got: () => text };
}

test('passes everything on, both ways, and gives the address with which to go through it', async () => {
  const { socket, got } = await open();
  socket.write('hello');
  await eventually(() => expect(got()).toBe('hello'));
  expect(proxy.url).toBe(`tcp://127.0.0.1:${proxy.port}`);
});

test('hung, it holds back what comes, and lets it through in order when restored', async () => {
  const { socket, got } = await open();
  proxy.hang();
  socket.write('a');
  socket.write('b');
  const after = await open();
  after.socket.write('c');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect([got(), after.got()]).toEqual(['', '']);
  proxy.restore();
  await eventually(() => expect([got(), after.got()]).toEqual(['ab', 'c']));
});

test('what was held back arrives although its sender has gone', async () => {
  const { socket, got } = await open();
  proxy.hang();
  socket.write('late');
  socket.destroy();
  await once(socket, 'close');
  await new Promise((resolve) => setTimeout(resolve, 30));
  proxy.restore();
  await eventually(() => expect(received).toBe('late'));
  expect(got()).toBe('');
});

test('delayed, everything comes later each way', async () => {
  const { socket, got } = await open();
  proxy.delay(60);
  const began = performance.now();
  socket.write('slow');
  await eventually(() => expect(got()).toBe('slow'));
  expect(performance.now() - began).toBeGreaterThan(115);
});

test('cut, it ends connections and refuses new ones until it is restored', async () => {
  const { socket } = await open();
  const closed = once(socket, 'close');
  proxy.cut();
  await closed;
  const refused = await open();
  await once(refused.socket, 'close');
  proxy.restore();
  const { socket: again, got } = await open();
  again.write('back');
  await eventually(() => expect(got()).toBe('back'));
});

test('ends connections in the middle of an answer, at the byte', async () => {
  proxy.cutAnswersAfter(3);
  const { socket, got } = await open();
  socket.write('answer');
  await once(socket, 'close');
  expect(got()).toBe('ans');
});
