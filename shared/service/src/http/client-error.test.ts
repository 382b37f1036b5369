import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { onClientError } from './client-error.ts';
import { takeUnderWay } from './node-server.ts';

const impatient = { headersTimeout: 40, requestTimeout: 80, connectionsCheckingInterval: 10 };
const server = createServer(impatient, (request, response) => {
  takeUnderWay(request, response);
  if (request.url === '/slow') setTimeout(() => response.end('done'), 10 * impatient.headersTimeout);
  else response.end();
}).on('clientError', onClientError);

beforeEach(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => server.close());

/** All that the server says to a client that sends this much and no more. */
async function saidTo(sent: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let said = '';
  socket.setEncoding('latin1').on('data', (text) => (said += text));
  if (sent !== '') socket.write(sent);
  await once(socket, 'close');
  return said;
}

test('a connection that was never used is closed without a word', async () => {
  expect(await saidTo('')).toBe('');
});

test('a request that does not arrive in time is told so', async () => {
  const said = await saidTo('GET / HTTP/1.1\r\nHost:');
  expect(said).toContain('HTTP/1.1 400 Malformed request\r\n');
  expect(said).toContain('took too long');
});

test('what is no HTTP is told so', async () => {
  expect(await saidTo('hello\r\n\r\n')).toContain('This is not a request of HTTP/1.1.');
});

test('a request that does not arrive in time behind another one does not take its place', async () => {
  const said = await saidTo('GET /slow HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost:');
  expect(said).toMatch(/^HTTP\/1\.1 200 [\s\S]*done/);
  expect(said.match(/HTTP\/1\.1/g)).toHaveLength(1);
});
