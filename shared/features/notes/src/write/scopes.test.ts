import type { Caller } from '@notes/kernel';
import {
  createAuthenticator,
  createHttpServer,
  createLogger,
  createMetrics,
  createReadiness,
  type HttpServer,
  ProblemError,
  type Scope,
  signToken,
} from '@notes/service';
import { type ItemWriter, registerWrites } from '@notes/writing/http';
import { afterAll, expect, test } from 'vitest';
import type { NoteFields } from '../contract/index.ts';
import { unreachable } from '../testing/unreachable.ts';
import { writableNotes } from './index.ts';

const AUTH_JWT_SECRET = 'a secret of more than thirty-two bytes';
const logger = createLogger('test', 'silent');
const callers: Caller[] = [];
/** In place of the lanes: remembers who wanted to write, and refuses. */
const items: ItemWriter<NoteFields> = {
  claim: async () => undefined,
  async write({ command }) {
    callers.push(command.caller);
    throw new ProblemError('overloaded', 'Nothing is written in this test.');
  },
};

const serve = (WRITE_POLICY: 'author' | 'any'): Promise<HttpServer> =>
  createHttpServer({
    name: 'test',
    title: 'Test',
    description: 'The write routes.',
    version: '0.0.0',
    logger,
    metrics: createMetrics('test'),
    readiness: createReadiness(),
    host: '127.0.0.1',
    port: 0,
    auth: createAuthenticator(
      { HOST: '127.0.0.1', WRITE_POLICY, AUTH_JWT_SECRET },
      { logger, readiness: createReadiness() },
    ),
    register: (app) => registerWrites(app, writableNotes, { ...unreachable(), items }),
  });
const [byAuthors, byAnybody] = [await serve('author'), await serve('any')];
afterAll(() => Promise.all([byAuthors.close(), byAnybody.close()]));

const id = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const title = { title: 'Tea' };
const writes = [
  { method: 'POST', url: '/v1/notes', payload: title },
  { method: 'POST', url: '/v1/notes/bulk', payload: { notes: [title] } },
  { method: 'PUT', url: `/v1/notes/${id}`, payload: title },
  { method: 'PATCH', url: `/v1/notes/${id}`, payload: title },
  { method: 'DELETE', url: `/v1/notes/${id}` },
  { method: 'POST', url: `/v1/notes/${id}/restore` },
] as const;

const headersFor = async (...scopes: Scope[]) => ({
  authorization: `Bearer ${await signToken({ AUTH_JWT_SECRET }, { subject: 'ada', scopes, ttlMs: 60_000 })}`,
});

test.each(writes)('$method $url is for whoever may write, in their own name', async (write) => {
  callers.length = 0;
  const statusWith = async (headers: Record<string, string>) =>
    (await byAuthors.app.inject({ ...write, headers })).statusCode;
  expect(await statusWith({ 'x-user': 'ada' })).toBe(401);
  expect(await statusWith(await headersFor('notes:read'))).toBe(403);
  expect(callers).toEqual([]);
  expect(await statusWith({ ...(await headersFor('notes:write')), 'x-user': 'bob' })).toBe(503);
  expect(await statusWith(await headersFor('notes:admin'))).toBe(503);
  await byAnybody.app.inject({ ...write, headers: await headersFor('notes:write') });
  expect(callers).toMatchObject([
    { subject: 'ada', may: 'own' },
    { subject: 'ada', may: 'any' },
    { subject: 'ada', may: 'any' },
  ]);
});

test('there is no other write', async () => {
  const { paths } = (await byAuthors.app.inject({ url: '/openapi.json' })).json() as { paths: Record<string, object> };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('{id}', id)}`),
  );
  const all = [...writes.map(({ method, url }) => `${method} ${url}`), 'DELETE /v1/notes'];
  expect(described.sort()).toEqual(all.sort());
});
