import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { documents, ProxyStage, pageOrigin } from '../testing/proxy-stage.ts';
import type { StubService } from '../testing/stub-service.ts';

let stage: ProxyStage;

beforeAll(async () => {
  stage = await ProxyStage.open();
});

beforeEach(() => stage.reset());

afterAll(() => stage.close());

const refusing = (document: object, status: number): StubService['answer'] => {
  return (request, response) => {
    if (request.url === '/openapi.json') response.end(JSON.stringify(document));
    else {
      response.writeHead(status, { 'content-type': 'application/problem+json' });
      response.end('{"title":"from the service"}');
    }
  };
};

test.each([
  ['/v1/notes/1', 'POST', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
  ['/v1/notes/1/restore', 'GET', 'POST, OPTIONS'],
])(
  'a method that %s does not have is a 405 with the methods of both, and no service is asked',
  async (path, method, allow) => {
    const answer = await stage.get(path, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(await answer.json()).toMatchObject({ type: '/problems/method-not-allowed' });
    expect([...stage.query.requests, ...stage.command.requests]).toEqual([]);
  },
);

test.each([
  ['an address that has the method', '/v1/notes/1'],
  ['an address that is in no table', '/v1/n%6ftes/1'],
])('a 404 of %s is the answer of the service', async (_what, path) => {
  stage.query.answer = refusing(documents.query, 404);
  const answer = await stage.get(path);
  expect([answer.status, await answer.json()]).toEqual([404, { title: 'from the service' }]);
});

test('OPTIONS tells the methods of both services, and 404 where there is nothing', async () => {
  const answer = await stage.get('/v1/notes', { method: 'OPTIONS' });
  expect([answer.status, answer.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, DELETE, OPTIONS']);
  expect((await stage.get('/v1/other', { method: 'OPTIONS' })).status).toBe(404);
});

test('a method that no service has is a 405', async () => {
  const answer = await stage.raw('TRACE /v1/notes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 405 /);
  expect(answer).toMatch(/\r\nallow: GET, HEAD, POST, DELETE, OPTIONS\r\n/);
});

test('pages of allowed origins may read answers, and others may not', async () => {
  const allowed = await stage.get('/v1/notes', { headers: { origin: pageOrigin } });
  expect(allowed.headers.get('access-control-allow-origin')).toBe(pageOrigin);
  const other = await stage.get('/v1/notes', { headers: { origin: 'https://evil.example.org' } });
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
  expect(other.headers.get('vary')).toBe('Origin');
  const headers = { origin: pageOrigin, 'access-control-request-method': 'PUT' };
  const preflight = await stage.get('/v1/notes/1', { method: 'OPTIONS', headers });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
});

test('the description is of both services together, also while one is away', async () => {
  const read = async () => (await (await stage.get('/openapi.json')).json()) as typeof documents.query;
  const document = await read();
  expect(Object.keys(document.paths['/v1/notes'])).toEqual(['get', 'post', 'delete']);
  expect(document.components.schemas.Note).toEqual({ type: 'object' });
  await stage.query.stop();
  expect(await read()).toEqual(document);
  await stage.bringQueryBack();
});
