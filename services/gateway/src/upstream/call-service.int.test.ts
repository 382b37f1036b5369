import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNames, nobody } from '../testing/names.ts';
import { type StubService, startStubService } from '../testing/stub-service.ts';
import { callService } from './call-service.ts';
import { createUpstream, type Upstream } from './upstream.ts';

const patient = { timeoutMs: 10_000 };
let service: StubService;
let upstream: Upstream;
let repeats: string[];
const names = createNames();

beforeEach(async () => {
  service = await startStubService((request, response) => {
    response.setHeader('X-Method', request.method ?? '');
    request.pipe(response);
  });
  repeats = [];
  names.next.length = 0;
  upstream = createUpstream({
    name: 'command',
    url: new URL(`http://command.test:${new URL(service.url).port}`),
    lookup: names.lookup,
    onRepeat: (kind) => void repeats.push(kind),
  });
});

afterEach(async () => {
  upstream.close();
  await service.stop();
});

test('a request and its answer come through, over one connection', async () => {
  for (const body of ['ä', '', undefined]) {
    const answer = await callService(
      upstream,
      { method: 'POST', path: '/x?y', headers: { 'X-User': 'ada' }, body },
      patient,
    );
    expect([answer.status, answer.headers.get('x-method'), answer.body]).toEqual([200, 'POST', body ?? '']);
  }
  expect(service.requests.map(({ url, headers }) => [url, headers['x-user']])).toEqual([
    ['/x?y', 'ada'],
    ['/x?y', 'ada'],
    ['/x?y', 'ada'],
  ]);
  expect(new Set(service.requests.map(({ socket }) => socket.remotePort)).size).toBe(1);
});

test.each<[string, string, Record<string, string>]>([
  ['a header', '/', { 'x-user': 'ada\r\nX-Admin: yes' }],
  ['the path', '/ HTTP/1.1\r\nX: y\r\n\r\nGET /', {}],
])('%s with a line end is refused before anything is sent', async (_what, path, headers) => {
  await expect(callService(upstream, { method: 'GET', path, headers }, patient)).rejects.toThrow(TypeError);
  expect(service.requests).toEqual([]);
});

test.each([
  ['GET', 'unavailable'],
  ['POST', 'outcome-unknown'],
])('a %s without an answer in time is given up, and its outcome is %s', async (method, slug) => {
  const gone = new Promise<void>((resolve) => {
    service.answer = (_request, response) => response.on('close', () => resolve());
  });
  await expect(callService(upstream, { method, path: '/' }, { timeoutMs: 50 })).rejects.toMatchObject({ slug });
  await gone;
});

test.each(['GET', 'POST'])(
  'a %s whose connection is refused is made again, twice at most, and counted',
  async (method) => {
    const call = () => callService(upstream, { method, path: '/', body: method === 'GET' ? undefined : '{}' }, patient);
    names.next.push([nobody], [nobody], [nobody]);
    await expect(call()).rejects.toMatchObject({ slug: 'unavailable' });
    expect([repeats, service.requests]).toEqual([['away', 'away'], []]);
    names.next.push([nobody], [nobody]);
    expect((await call()).status).toBe(200);
    expect(repeats).toEqual(['away', 'away', 'away', 'away']);
  },
);

test('a write whose connection does not come about in time is made again: nothing was sent', async () => {
  names.next.push([]);
  expect((await callService(upstream, { method: 'POST', path: '/', body: '{}' }, patient)).status).toBe(200);
  expect(repeats).toEqual(['unreachable']);
});
