import { afterEach, beforeEach, expect, test } from 'vitest';
import { type StubService, startStubService } from '../testing/stub-service.ts';
import { callService } from './call-service.ts';
import { createUpstream, type Upstream } from './upstream.ts';

const patient = { timeoutMs: 10_000 };
let service: StubService;
let upstream: Upstream;

beforeEach(async () => {
  service = await startStubService((request, response) => {
    response.setHeader('X-Method', request.method ?? '');
    request.pipe(response);
  });
  upstream = createUpstream({ name: 'command', url: new URL(service.url) });
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
