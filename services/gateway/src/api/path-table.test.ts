import { expect, test } from 'vitest';
import { createPathTable } from './path-table.ts';

const query = {
  paths: { '/v1/notes': { get: {} }, '/v1/notes/{id}': { get: {}, parameters: [] }, '/v1/stats': { get: {} } },
};
const command = {
  paths: {
    '/v1/notes': { post: {}, delete: {} },
    '/v1/notes/{id}': { put: {}, patch: {}, delete: {} },
    '/v1/notes/bulk': { post: {} },
    '/v1/notes/{id}/restore': { post: {} },
  },
};
const methodsOf = createPathTable([query, command]);

test.each([
  ['/v1/notes', 'GET, HEAD, POST, DELETE, OPTIONS'],
  ['/v1/notes?limit=1', 'GET, HEAD, POST, DELETE, OPTIONS'],
  ['/v1/notes/3f2b8c9e', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
  ['/v1/notes/bulk', 'POST, OPTIONS'],
  ['/v1/notes/3f2b8c9e/restore', 'POST, OPTIONS'],
  ['/v1/stats', 'GET, HEAD, OPTIONS'],
])('%s has the methods of both services: %s', (url, allow) => {
  expect(methodsOf(url)?.join(', ')).toBe(allow);
});

test.each(['/v1', '/v1/', '/v1/notes/', '/v1/notes/1/2', '/v1/other'])('there is no %s', (url) => {
  expect(methodsOf(url)).toBeUndefined();
});
