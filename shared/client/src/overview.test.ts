import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ClientOptions, createNotesClient } from './create-notes-client.ts';
import { FakeService, problem } from './testing/fake-service.ts';

let service: FakeService;
beforeEach(async () => {
  service = await FakeService.start();
});
afterEach(() => service.stop());

const reach = (more: Partial<ClientOptions> = {}) => createNotesClient({ url: service.url, ...more }).reach();

test('the service that answers itself and knows the caller is told from all else', async () => {
  service.replies({ body: { epoch: 'k3f9a2c1', partitions: [], lag: 0 } });
  const good = { ok: true, server: 'notes', status: 200, authenticated: true, error: undefined };
  expect(await reach({ token: 'jwt' })).toEqual({ ...good, latencyMs: expect.any(Number) });
});

test.each([
  ['a web page', { text: '<!doctype html><title>Welcome</title>', headers: { 'content-type': 'text/html' } }, 200],
  ['another service', { body: { status: 'ok' } }, 200],
  ['an answer without content', { text: '' }, 200],
  ['nothing in JSON', { text: 'null' }, 200],
  ['the login of a proxy', { status: 401, text: '<h1>Sign in</h1>', headers: { 'content-type': 'text/html' } }, 401],
  ['the page of a proxy whose service is away', { status: 502, text: '<h1>Bad gateway</h1>' }, 502],
  ['another service that has problems, too', { status: 503, body: { type: 'about:blank', status: 503 } }, 503],
])('%s is not ours', async (_, reply, status) => {
  service.replies(reply);
  expect(await reach({ token: 'jwt' })).toMatchObject({ ok: false, server: 'other', status, authenticated: undefined });
  expect(service.asked).toHaveLength(1);
});

test.each([
  ['refused', 401, 'unauthorized', false],
  ['valid, but without the right', 403, 'forbidden', true],
  ['looked at by nobody: the query service is away', 503, 'unavailable', undefined],
  ['looked at by nobody: the quota is used up', 429, 'rate-limited', undefined],
])('the token is %s', async (_, status, slug, authenticated) => {
  service.replies(problem(status, slug));
  const found = await reach({ token: 'jwt' });
  expect(found).toMatchObject({ ok: false, server: 'notes', status, authenticated, error: { slug } });
});

test('nobody answers', async () => {
  service.replies({ breaks: true });
  const nobody = { ok: false, server: undefined, status: undefined, authenticated: undefined };
  expect(await reach()).toMatchObject({ ...nobody, error: { name: 'TransportError' } });
  service.replies({ hangs: true });
  expect(await reach({ timeoutMs: 250 })).toMatchObject({ ...nobody, error: { name: 'TimeoutError' } });
});
