import { problems } from '@notes/contracts';
import type { InjectOptions } from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { createTestServer } from '../testing/create-test-server.ts';

const server = await createTestServer();
afterAll(() => server.close());

const json = { 'content-type': 'application/json' };

type Case = [what: string, request: InjectOptions, slug: keyof typeof problems, headers?: Record<string, string>];

const cases: Case[] = [
  ['an address that does not exist', { url: '/v1/nix' }, 'not-found'],
  [
    'a POST there, whatever its body',
    { method: 'POST', url: '/v1/nix', headers: { 'content-type': 'a/b' }, payload: '{' },
    'not-found',
  ],
  ['broken encoding in the path', { url: '/v1/notes/%zz' }, 'malformed-request'],
  ['broken encoding in the query', { url: '/v1/notes?created_by=%zz' }, 'malformed-request'],
  ['a query that is not UTF-8', { url: '/v1/notes?created_by=%ff' }, 'malformed-request'],
  ['a segment that is too long', { url: `/v1/notes/${'a'.repeat(200)}` }, 'uri-too-long'],
  ['an address that is too long', { url: `/v1/notes?created_by=${'a'.repeat(9000)}` }, 'uri-too-long'],
  [
    'a body that is not JSON',
    { method: 'POST', url: '/v1/notes', headers: json, payload: '{"title":' },
    'malformed-request',
  ],
  [
    'a body with a byte order mark',
    { method: 'POST', url: '/v1/notes', headers: json, payload: '\ufeff{}' },
    'malformed-request',
  ],
  [
    'a body that is not UTF-8',
    { method: 'POST', url: '/v1/notes', headers: json, payload: Buffer.from('7b22ff227d', 'hex') },
    'malformed-request',
  ],
  ['no body', { method: 'POST', url: '/v1/notes' }, 'invalid'],
  ['an empty body', { method: 'POST', url: '/v1/notes', headers: json }, 'invalid'],
  [
    '__proto__',
    { method: 'POST', url: '/v1/notes', headers: json, payload: '{"title":"a","__proto__":{}}' },
    'invalid',
  ],
  ['a body where none belongs', { method: 'DELETE', url: '/v1/notes/a', payload: { force: true } }, 'invalid'],
  [
    'a body that is too large',
    { method: 'POST', url: '/v1/notes', headers: json, payload: `"${'a'.repeat(512 * 1024)}"` },
    'body-too-large',
  ],
  [
    'a POST of text',
    { method: 'POST', url: '/v1/notes', headers: { 'content-type': 'text/plain' }, payload: 'a' },
    'unsupported-media-type',
    { 'accept-post': 'application/json' },
  ],
  [
    'a POST of a merge patch',
    { method: 'POST', url: '/v1/notes', headers: { 'content-type': 'application/merge-patch+json' }, payload: '{}' },
    'unsupported-media-type',
    { 'accept-post': 'application/json' },
  ],
  [
    'a PATCH of text',
    { method: 'PATCH', url: '/v1/notes/a', headers: { 'content-type': 'text/plain' }, payload: 'a' },
    'unsupported-media-type',
    { 'accept-patch': 'application/merge-patch+json, application/json' },
  ],
  [
    'a body without a type',
    { method: 'POST', url: '/v1/notes', headers: { 'content-type': '' }, payload: '{}' },
    'unsupported-media-type',
  ],
  [
    'JSON in Latin-1',
    {
      method: 'POST',
      url: '/v1/notes',
      headers: { 'content-type': 'application/json; charset=latin1' },
      payload: '{}',
    },
    'unsupported-media-type',
  ],
  [
    'a compressed body',
    { method: 'POST', url: '/v1/notes', headers: { ...json, 'content-encoding': 'gzip' }, payload: 'x' },
    'unsupported-media-type',
    { 'accept-encoding': 'identity' },
  ],
  ['an unknown parameter', { url: '/v1/notes?limt=1' }, 'invalid'],
  ['a parameter where none is known', { url: '/v1/notes/a?x=1' }, 'invalid'],
  [
    'a method that the address has not',
    { method: 'PUT', url: '/v1/notes', headers: { 'content-type': 'a/b' }, payload: '{' },
    'method-not-allowed',
    { allow: 'GET, HEAD, POST, OPTIONS' },
  ],
  [
    'a method that hardly any address has',
    { method: 'PROPFIND' as 'GET', url: '/v1/notes/a' },
    'method-not-allowed',
    { allow: 'GET, HEAD, PATCH, DELETE, OPTIONS' },
  ],
  [
    'a GET of what a parameter would cover',
    { url: '/v1/notes/bulk' },
    'method-not-allowed',
    { allow: 'POST, OPTIONS' },
  ],
  ['an Accept that excludes JSON', { url: '/v1/notes', headers: { accept: 'text/html' } }, 'not-acceptable'],
  ['a bug', { url: '/v1/broken' }, 'internal'],
];

test.each(cases)('answers %s with its problem', async (_what, request, slug, headers = {}) => {
  const response = await server.app.inject(request);
  expect(response.json()).toMatchObject({
    type: `/problems/${slug}`,
    title: problems[slug].title,
    status: problems[slug].status,
    detail: expect.stringMatching(/./),
    instance: String(request.url).split('?')[0],
  });
  expect(response.statusCode).toBe(problems[slug].status);
  expect(response.headers).toMatchObject({
    ...headers,
    'content-type': 'application/problem+json',
    'x-content-type-options': 'nosniff',
    'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  if (response.statusCode === 422) expect(response.json().errors.length).toBeGreaterThan(0);
});
