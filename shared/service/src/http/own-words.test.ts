import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Problem } from '@notes/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestServer } from '../testing/create-test-server.ts';

const server = await createTestServer();
let port = 0;
beforeAll(async () => {
  await server.listen();
  port = (server.app.server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const head = 'Host: x\r\nConnection: close\r\n';
const post = (type: string, body: string, length = Buffer.byteLength(body)): string =>
  `POST /v1/notes HTTP/1.1\r\n${head}Content-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n${body}`;
const get = (target: string, more = ''): string => `GET ${target} HTTP/1.1\r\n${head}${more}\r\n`;
const json = 'application/json';

/** All that clients are told of requests that cannot be served. Each line is ours: what a framework, a parser or a validator says of it is not. */
test.each([
  [get('/nowhere'), 404, 'There is nothing at this address.'],
  [get('/v1/%zz'), 400, 'The percent-encoding of the path is broken.'],
  [get('/v1/notes?a=%zz'), 400, 'The percent-encoding of the query is broken.'],
  [get(`/v1/notes/${'x'.repeat(200)}`), 414, 'A segment of the path is longer than any that exists here.'],
  [get('/v1/notes?limit=x'), 422, 'limit: Must be integer.'],
  [get('/v1/notes?x=1'), 422, 'x: Unknown parameter. Known are: limit, created_by.'],
  [get('/v1/notes', 'Accept: text/html\r\n'), 406, 'This address answers with application/json.'],
  [get('/v1/notes', 'If-Match: "1"\r\n'), 422, 'If-Match cannot be honoured for this read: leave it out.'],
  [
    'PUT /v1/notes HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
    405,
    'There is no PUT here, but GET, HEAD, POST, OPTIONS.',
  ],
  ['GET /v1/notes HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'A request of HTTP/1.1 must name its Host.'],
  [post(json, '{'), 400, 'The body is not JSON.'],
  [post(json, ''), 422, '#: A JSON body must be present.'],
  [post(json, 'null'), 422, '#: A JSON body must be present.'],
  [post(json, '[]'), 422, '#: Must be object.'],
  [post(json, '{"title":7}'), 422, '#/title: Must be string.'],
  [post(json, '{"title":"a","x":1}'), 422, '#/x: Unknown member. Known are: title, description, priority.'],
  [post('text/plain', 'x'), 415, 'The Content-Type is missing, or not one that this address takes.'],
  [post('no type', 'x'), 415, 'The Content-Type is missing, or not one that this address takes.'],
  [post(json, '{}', 600_000), 413, 'The body is larger than this address takes.'],
  [get('/v1/broken'), 500, 'Something went wrong on our side.'],
  ['NONSENSE\r\n\r\n', 400, 'This is not a request of HTTP/1.1.'],
  [get('/v1/notes', `X-Long: ${'x'.repeat(17_000)}\r\n`), 431, 'The headers are larger than 16 KiB.'],
])('%j is answered %d: %s', async (request, status, detail) => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(request);
  const answer = await text(socket);
  socket.destroy();
  const problem = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Problem;
  expect([problem.status, problem.detail]).toEqual([status, detail]);
});
