import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { documents, ProxyStage, pageOrigin } from '../testing/proxy-stage.ts';
import type { StubService } from '../testing/stub-service.ts';

let stage: ProxyStage;

beforeAll(async () => {
  stage = await ProxyStage.open();
});

beforeEach(() => stage.reset());

afterAll(() => stage.close());

const refusing = (document: object, status: number, allow?: string): StubService['answer'] => {
  return (request, response) => {
    if (request.url === '/openapi.json') response.end(JSON.stringify(document));
    else {
      response.writeHead(status, { 'content-type': 'application/problem+json', ...(allow ? { allow } : {}) });
      response.end('{"title":"from the service"}');
    }
  };
};

test.each([
  ['a 405 of one service', 405, '/v1/notes/1', 'POST', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
  ['a 404 where only the other service has the address', 404, '/v1/notes/1/restore', 'GET', 'POST, OPTIONS'],
])('%s becomes a 405 with the methods of both', async (_, status, path, method, allow) => {
  stage.query.answer = refusing(documents.query, status, 'TRACE');
  stage.command.answer = refusing(documents.command, status, 'TRACE');
  const answer = await stage.get(path, { method });
  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe(allow);
  expect(await answer.json()).toMatchObject({ type: '/problems/method-not-allowed' });
});

test('a 404 of an address that has the method is the answer of the service', async () => {
  stage.query.answer = refusing(documents.query, 404);
  const answer = await stage.get('/v1/notes/1');
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

test('the description is of both services together', async () => {
  const document = (await (await stage.get('/openapi.json')).json()) as typeof documents.query;
  expect(Object.keys(document.paths['/v1/notes'])).toEqual(['get', 'post', 'delete']);
  expect(document.components.schemas.Note).toEqual({ type: 'object' });
});
