import { statusRoute } from '@notes/contracts';
import { noteContract } from '@notes/features/notes/contract';
import { expect, test } from 'vitest';
import { createRouteTable } from './route-table.ts';

const table = createRouteTable([...noteContract.routes, statusRoute]);

test.each([
  ['/v1/notes', 'GET, HEAD, POST, DELETE, OPTIONS'],
  ['/v1/notes?limit=1', 'GET, HEAD, POST, DELETE, OPTIONS'],
  ['/v1/notes/3f2b8c9e', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
  ['/v1/notes/bulk', 'POST, OPTIONS'],
  ['/v1/notes/3f2b8c9e/restore', 'POST, OPTIONS'],
  ['/v1/stats', 'GET, HEAD, OPTIONS'],
])('%s has the methods of both services: %s', (url, allow) => {
  expect(table.allowed(url)?.join(', ')).toBe(allow);
});

test.each(['/v1', '/v1/', '/v1/notes/', '/v1/notes/1/2', '/v1/other'])('there is no %s', (url) => {
  expect(table.allowed(url)).toBeUndefined();
  expect(table.find('GET', url)).toBeUndefined();
});

test.each([
  ['GET', '/v1/notes', 'query'],
  ['HEAD', '/v1/notes/1', 'query'],
  ['POST', '/v1/notes', 'command'],
  ['POST', '/v1/notes/bulk?x', 'command'],
  ['DELETE', '/v1/notes/1', 'command'],
  ['GET', '/v1/status', 'query'],
  ['POST', '/v1/stats', undefined],
  ['TRACE', '/v1/notes', undefined],
])('%s %s is answered by %s', (method, url, service) => {
  const found = table.find(method, url);
  expect(found?.service).toBe(service);
  if (found !== undefined) expect(table.operations).toContain(found);
});
