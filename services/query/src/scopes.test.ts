import { type Scope, signToken } from '@notes/service';
import { afterAll, expect, test } from 'vitest';
import { queryService } from './app.ts';

const AUTH_JWT_SECRET = 'a secret of more than thirty-two bytes';
const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', LOG_LEVEL: 'silent', AUTH_JWT_SECRET };
// Nothing is connected: what these tests ask for is refused before anything is read.
const { server } = await queryService(env);
afterAll(() => server.close());

const statusOf = async (url: string, ...scopes: Scope[]) => {
  const token = await signToken({ AUTH_JWT_SECRET }, { subject: 'ada', scopes, ttlMs: 60_000 });
  return (await server.app.inject({ url, headers: { authorization: `Bearer ${token}` } })).statusCode;
};

const { paths } = (await server.app.inject({ url: '/openapi.json' })).json() as { paths: Record<string, object> };

test.each(Object.keys(paths))('%s is for whoever may read', async (path) => {
  const url = path.replace('{id}', 'no-uuid');
  expect((await server.app.inject({ url })).statusCode).toBe(401);
  expect(await statusOf(url, 'notes:write')).toBe(403);
  // A parameter that nobody knows: the request got as far as being read.
  expect([404, 422]).toContain(await statusOf(`${url}?nix=1`, 'notes:read'));
});

test('refuses to start where others can reach it and nothing checks who calls', () => {
  const { AUTH_JWT_SECRET: _, ...open } = env;
  return expect(queryService({ ...open, HOST: '0.0.0.0' })).rejects.toThrow(/HOST is 0\.0\.0\.0/);
});
