import { problems } from '@notes/contracts';
import type { InjectOptions } from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { createLogger } from '../process/logger.ts';
import { createMetrics } from '../process/metrics.ts';
import { createReadiness } from '../process/readiness.ts';
import { createTestServer } from '../testing/create-test-server.ts';

const readiness = createReadiness();
const lines: string[] = [];
const logger = createLogger('test', 'info', { write: (line: string) => void lines.push(line) });
const server = await createTestServer({
  readiness,
  logger,
  metrics: createMetrics('test'),
  corsOrigins: ['https://page.example'],
});
afterAll(() => server.close());

const ask = (options: InjectOptions) => server.app.inject(options);
const json = { 'content-type': 'application/json' };

test('tells nothing of what a bug was, and logs it with the request id', async () => {
  const response = await ask({ url: '/v1/broken', headers: { 'x-request-id': 'bug-1' } });
  expect(response.body).not.toMatch(/hunter2|at .*\.ts/);
  const line = lines.map((text) => JSON.parse(text)).find(({ requestId }) => requestId === 'bug-1');
  expect(line).toMatchObject({ level: 'error', method: 'GET', err: { message: 'password=hunter2' } });
});

test('logs no line for a request that went well', async () => {
  const before = lines.length;
  await ask({ url: '/v1/notes' });
  expect(lines.length).toBe(before);
});

test('answers a valid request as the route does', async () => {
  const response = await ask({ method: 'POST', url: '/v1/notes', payload: { title: 'Tea' } });
  expect([response.statusCode, response.json().title]).toEqual([201, 'Tea']);
  expect((await ask({ url: '/v1/notes?limit=5&created_by=ada' })).json()).toEqual({
    query: { limit: 5, created_by: ['ada'] },
  });
});

test.each(['application/json; charset=utf-8', 'application/json;charset="UTF-8"', 'application/merge-patch+json'])(
  'takes a PATCH of %s',
  async (type) => {
    const response = await ask({
      method: 'PATCH',
      url: '/v1/notes/a',
      headers: { 'content-type': type },
      payload: '{"title":"a"}',
    });
    expect(response.statusCode).toBe(200);
  },
);

test.each([{}, { headers: json }, { headers: json, payload: '{}' }])(
  'takes a DELETE or a restore with no body or an empty one: %j',
  async (body) => {
    expect((await ask({ method: 'DELETE', url: '/v1/notes/a', ...body })).statusCode).toBe(204);
    expect((await ask({ method: 'POST', url: '/v1/notes/a/restore', ...body })).statusCode).toBe(200);
  },
);

test('lets a route have a larger limit of its own', async () => {
  const payload = `"${'a'.repeat(1024 * 1024)}"`;
  expect((await ask({ method: 'POST', url: '/v1/notes/bulk', headers: json, payload })).statusCode).toBe(200);
});

test('answers OPTIONS with the methods of the address, for the hidden ones too', async () => {
  const response = await ask({ method: 'OPTIONS', url: '/v1/notes/a' });
  expect([response.statusCode, response.headers.allow, response.body]).toEqual([
    204,
    'GET, HEAD, PATCH, DELETE, OPTIONS',
    '',
  ]);
  expect((await ask({ method: 'OPTIONS', url: '/livez' })).headers.allow).toBe('GET, HEAD, OPTIONS');
});

test('answers HEAD like GET without the body', async () => {
  const [get, head] = [await ask({ url: '/v1/notes/a' }), await ask({ method: 'HEAD', url: '/v1/notes/a' })];
  expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([
    200,
    '',
    get.headers['content-length'],
  ]);
});

const guarded = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'cache-control': 'no-cache',
  'x-request-id': expect.stringMatching(/./),
};

test.each([
  ['an answer', { url: '/v1/notes' }],
  ['nothing', { method: 'DELETE', url: '/v1/notes/a' }],
  ['a problem', { url: '/v1/notes?x=1' }],
  ['a bug', { url: '/v1/broken' }],
  ['what is not there', { url: '/v1/nix' }],
  ['a broken path', { url: '/v1/%zz' }],
  ['a method that is not there', { method: 'PUT', url: '/v1/notes' }],
  ['OPTIONS', { method: 'OPTIONS', url: '/v1/notes' }],
  ['a probe', { url: '/livez' }],
  ['the description', { url: '/openapi.json' }],
] as const)('guards %s with headers', async (_what, request) => {
  const { headers } = await ask(request);
  expect(headers).toMatchObject(guarded);
  expect(headers).not.toHaveProperty('x-powered-by');
  expect(headers).not.toHaveProperty('server');
});

test('answers a preflight of a page that is not listed like any OPTIONS', async () => {
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'PUT' };
  const response = await ask({ method: 'OPTIONS', url: '/v1/notes/a', headers });
  expect(response.headers.allow).toBe('GET, HEAD, PATCH, DELETE, OPTIONS');
  expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test.each(['//v1/notes', '/V1/notes', '/v1/notes/a/'])('finds nothing at %s', async (url) => {
  expect((await ask({ url })).statusCode).toBe(404);
});

test('takes over a sane X-Request-Id and no other', async () => {
  expect((await ask({ url: '/v1/nix', headers: { 'x-request-id': 'job-7:retry.2' } })).headers['x-request-id']).toBe(
    'job-7:retry.2',
  );
  for (const id of ['', 'a b', 'x'.repeat(129), '<script>'])
    expect((await ask({ url: '/livez', headers: { 'x-request-id': id } })).headers['x-request-id']).toMatch(
      /^[0-9a-f-]{36}$/,
    );
});

test('lets pages of listed origins call, and no others', async () => {
  const origin = 'https://page.example';
  const listed = await ask({ url: '/v1/notes', headers: { origin } });
  expect(listed.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' });
  expect(listed.headers['access-control-expose-headers']).toContain('Consistency-Token');
  const foreign = await ask({ url: '/v1/notes', headers: { origin: 'https://evil.example' } });
  expect(foreign.headers).not.toHaveProperty('access-control-allow-origin');
  expect(foreign.headers.vary).toBe('Origin');
});

test('answers a preflight', async () => {
  const headers = {
    origin: 'https://page.example',
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'if-match',
  };
  const response = await ask({ method: 'OPTIONS', url: '/v1/notes/a', headers });
  expect(response.statusCode).toBe(204);
  expect(response.headers).toMatchObject({
    'access-control-allow-headers': 'if-match',
    'access-control-max-age': '600',
  });
  expect(response.headers['access-control-allow-methods']).toContain('PUT');
});

test('says what it waits for until it is ready', async () => {
  readiness.set('postgres', 'connection refused');
  const waiting = await ask({ url: '/readyz' });
  expect([waiting.statusCode, waiting.json()]).toEqual([
    503,
    { ready: false, checks: { postgres: 'connection refused' } },
  ]);
  expect(waiting.headers['retry-after']).toBe('1');
  readiness.set('postgres', 'ok');
  expect((await ask({ url: '/readyz' })).json()).toEqual({ ready: true, checks: { postgres: 'ok' } });
  expect((await ask({ url: '/livez' })).statusCode).toBe(200);
});

test('shows what it measures, requests by route among it', async () => {
  await ask({ url: '/v1/notes/some-id' });
  const { body, headers } = await ask({ url: '/metrics', headers: { accept: 'text/plain' } });
  expect(headers['content-type']).toContain('text/plain');
  expect(body).toMatch(
    /http_request_duration_seconds_count\{method="GET",route="\/v1\/notes\/:id",status="200",component="test"\} \d/,
  );
  expect(body).toContain('nodejs_eventloop_lag_seconds');
  expect(body).not.toContain('some-id');
});

test.each(Object.keys(problems))('explains the problem %s, as JSON and as a page', async (slug) => {
  const asJson = await ask({ url: `/problems/${slug}` });
  expect(asJson.json()).toEqual({ type: `/problems/${slug}`, ...problems[slug as keyof typeof problems] });
  const asPage = await ask({ url: `/problems/${slug}`, headers: { accept: 'text/html,*/*;q=0.8' } });
  expect(asPage.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(asPage.body).toContain(`<h1>${asJson.json().title}</h1>`);
});

test.each(['nix', 'constructor', '__proto__'])('explains no problem that does not exist: %s', async (slug) => {
  expect((await ask({ url: `/problems/${slug}` })).statusCode).toBe(404);
});

test('describes the API in OpenAPI 3.1, schemas by name, without what is hidden or implied', async () => {
  const document = (await ask({ url: '/openapi.json' })).json();
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual([
    '/v1/notes',
    '/v1/notes/bulk',
    '/v1/notes/{id}',
    '/v1/notes/{id}/restore',
    '/v1/me',
    '/v1/broken',
  ]);
  expect(Object.keys(document.components.schemas).sort()).toEqual(['Note', 'NoteBody', 'Problem', 'ProblemError']);
  const create = document.paths['/v1/notes'].post;
  expect(create.requestBody.content['application/json'].schema).toEqual({ $ref: '#/components/schemas/NoteBody' });
  expect(create.responses['422'].content['application/problem+json'].schema).toEqual({
    $ref: '#/components/schemas/Problem',
  });
  expect(document.paths['/v1/notes/{id}'].delete).not.toHaveProperty('requestBody');
  expect(Object.keys(document.paths['/v1/notes/{id}'])).toEqual(['get', 'patch', 'delete']);
  expect(JSON.stringify(document)).not.toContain('x-schema-name');
});

test('shows the description to people, with a policy that lets the page run and little else', async () => {
  const response = await ask({ url: '/docs', headers: { accept: 'text/html' } });
  expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(response.headers['content-security-policy']).toContain("script-src 'self'");
  expect((await ask({ url: '/docs/static/swagger-ui.css' })).statusCode).toBe(200);
});
