import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import type { Scope } from '../auth/caller.ts';
import { createAuthenticator } from '../auth/create-authenticator.ts';
import { signToken } from '../auth/token-rules.ts';
import { createLogger } from '../process/logger.ts';
import { createReadiness } from '../process/readiness.ts';
import { createTestServer } from '../testing/create-test-server.ts';

const config = {
  HOST: '127.0.0.1',
  WRITE_POLICY: 'author',
  AUTH_JWT_SECRET: 'a secret of more than thirty-two bytes',
} as const;
const auth = createAuthenticator(config, { logger: createLogger('test', 'silent'), readiness: createReadiness() });
const server = await createTestServer({ auth, corsOrigins: ['https://page.example'] });
const open = await createTestServer();
afterAll(() => Promise.all([server.close(), open.close()]));

const authorizationFor = async (...scopes: Scope[]) => ({
  authorization: `Bearer ${await signToken(config, { subject: 'ada', scopes, ttlMs: 60_000 })}`,
});

test('asks who calls, and what they may, before it looks at the request', async () => {
  const faulty = [
    { method: 'POST', url: '/v1/notes', payload: { title: 7 } },
    { method: 'POST', url: '/v1/notes', headers: { 'content-type': 'application/json' }, payload: '{' },
    { method: 'POST', url: '/v1/notes', headers: { 'content-type': 'text/plain' }, payload: 'x' },
    { method: 'POST', url: '/v1/notes', headers: { accept: 'text/html' }, payload: { title: 'Tea' } },
    { method: 'POST', url: '/v1/notes?q=%', payload: { title: 'Tea' } },
    { method: 'POST', url: '/v1/notes?unknown=1', payload: { title: 'Tea' } },
  ] as const;
  for (const ask of faulty) {
    const statusWith = async (headers: object) =>
      (await server.app.inject({ ...ask, headers: { ...('headers' in ask ? ask.headers : {}), ...headers } }))
        .statusCode;
    expect(await statusWith({})).toBe(401);
    expect(await statusWith(await authorizationFor('notes:read'))).toBe(403);
    expect([400, 406, 415, 422]).toContain(await statusWith(await authorizationFor('notes:write')));
  }
});

test('needs no token for probes, pages, preflights and what is not there', async () => {
  const statusOf = async (url: string, method: 'GET' | 'OPTIONS' | 'PUT' = 'GET', headers = {}) =>
    (await server.app.inject({ method, url, headers })).statusCode;
  for (const url of ['/livez', '/readyz', '/metrics', '/openapi.json', '/problems/unauthorized'])
    expect(await statusOf(url)).toBe(200);
  const preflight = { origin: 'https://page.example', 'access-control-request-method': 'GET' };
  expect(await statusOf('/v1/notes', 'OPTIONS', preflight)).toBe(204);
  expect([await statusOf('/v1/nix'), await statusOf('/v1/notes', 'PUT')]).toEqual([404, 405]);
});

test('refuses two Authorization headers, the second of which another hop might believe', async () => {
  const { authorization } = await authorizationFor('notes:read');
  await server.listen();
  const socket = connect((server.app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  const lines = [
    'GET /v1/me HTTP/1.1',
    'Host: a',
    `Authorization: ${authorization}`,
    'authorization: Bearer x',
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 [\s\S]*malformed-request/);
});

test('describes what a caller needs', async () => {
  const document = (await server.app.inject({ url: '/openapi.json' })).json();
  expect(document.components.securitySchemes.bearer).toMatchObject({ type: 'http', scheme: 'bearer' });
  const { post, get } = document.paths['/v1/notes'];
  expect([post.security, get.security]).toEqual([[{ bearer: ['notes:write'] }], [{ bearer: ['notes:read'] }]]);
  expect(Object.keys(post.responses)).toEqual(expect.arrayContaining(['201', '401', '403', '422', '503']));
  expect(post.responses['503'].description).toContain('outcome-unknown');
});

test('describes nothing of the kind where anybody may call', async () => {
  const document = (await open.app.inject({ url: '/openapi.json' })).json();
  expect(document.components).not.toHaveProperty('securitySchemes');
  expect(document.paths['/v1/notes'].post.responses).not.toHaveProperty('401');
  expect((await open.app.inject({ url: '/v1/me', headers: { 'x-user': 'bob' } })).json()).toEqual({
    subject: 'bob',
    may: 'any',
  });
});

test('refuses a route that does not say its scope', async () => {
  const forgetful = createTestServer({ auth, register: (app) => void app.get('/v1/secrets', () => ({})) });
  await expect(forgetful).rejects.toThrow('GET /v1/secrets does not say its scope');
});
