import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { createHttpServer, createLogger, createMetrics, createReadiness, type HttpServer } from '@notes/service';
import { afterAll, expect, test } from 'vitest';
import { pageRoutes } from './page-routes.ts';

const html = '<!doctype html><title>Notes</title>';
const script = 'export const title = "Notes";'.repeat(50);
const folder = mkdtempSync(join(tmpdir(), 'notes-page-'));
mkdirSync(join(folder, 'assets'));
writeFileSync(join(folder, 'index.html'), html);
writeFileSync(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
writeFileSync(join(folder, 'assets/index-a1b2c3.js'), script);
writeFileSync(join(folder, 'assets/index-a1b2c3.js.br'), brotliCompressSync(script));
writeFileSync(join(folder, 'assets/.hidden'), 'secret');

const serverOf = (from: string): Promise<HttpServer> =>
  createHttpServer({
    name: 'gateway',
    title: 'Notes',
    description: '',
    version: '1.2.3',
    logger: createLogger('gateway', 'silent'),
    metrics: createMetrics('gateway'),
    readiness: createReadiness(),
    host: '127.0.0.1',
    port: 0,
    corsOrigins: ['https://notes.example.org'],
    register: (app) => pageRoutes(app, from, '1.2.3', [{ all: 'notes' }, { all: 'tasks' }]),
  });

const built = await serverOf(folder);
const unbuilt = await serverOf(join(folder, 'nowhere'));
afterAll(async () => {
  await Promise.all([built.close(), unbuilt.close()]);
  rmSync(folder, { recursive: true });
});

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const get = (url: string, headers: Record<string, string> = { accept: browser }) => built.app.inject({ url, headers });

test.each([
  '/',
  '/?search=tea',
  '/notes',
  '/notes/3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60',
  '/tasks',
  '/tasks/a?type=todo',
])('a browser gets the page at %s, with a policy that lets it do little', async (url) => {
  const answer = await get(url);
  expect([answer.statusCode, answer.headers['content-type'], answer.body]).toEqual([
    200,
    'text/html; charset=utf-8',
    html,
  ]);
  expect(answer.headers).toMatchObject({
    'cache-control': 'no-cache',
    'content-security-policy': expect.stringMatching(/^default-src 'self';/),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    vary: 'Origin, Accept, accept-encoding',
  });
  expect(answer.headers['content-security-policy']).not.toContain('unsafe');
});

test('the page is asked for each time, and sent again only if it is another one', async () => {
  const { etag } = (await get('/')).headers;
  const again = await get('/', { accept: browser, 'if-none-match': String(etag) });
  expect([again.statusCode, again.body, again.headers['cache-control']]).toEqual([304, '', 'no-cache']);
});

test('what a program gets at / is where the API is', async () => {
  const answer = await get('/', { accept: 'application/json' });
  expect(answer.json()).toMatchObject({
    title: 'Notes',
    version: '1.2.3',
    links: { notes: '/v1/notes', tasks: '/v1/tasks', docs: '/docs' },
  });
  expect(answer.headers.vary).toBe('Origin, Accept');
  expect((await get('/', { accept: 'image/png' })).statusCode).toBe(406);
  expect((await get('/', { accept: '*/*' })).body).toBe(html);
});

test('a file with a hash in its name is kept for good, as it was compressed', async () => {
  const answer = await get('/assets/index-a1b2c3.js', { 'accept-encoding': 'gzip, br' });
  expect(answer.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-encoding': 'br',
    'content-type': expect.stringMatching(/^(?:text|application)\/javascript; charset=utf-8$/),
    vary: 'Origin, accept-encoding',
    'x-content-type-options': 'nosniff',
  });
  expect(brotliDecompressSync(answer.rawPayload).toString()).toBe(script);
});

test('whoever cannot read that gets it as it is', async () => {
  for (const encoding of ['gzip', 'identity', '']) {
    const answer = await get('/assets/index-a1b2c3.js', { 'accept-encoding': encoding });
    expect([answer.statusCode, answer.headers['content-encoding'], answer.body]).toEqual([200, undefined, script]);
  }
});

test('files beside the page are served, but not for good', async () => {
  const answer = await get('/icon.svg');
  expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-cache']);
  expect(answer.headers['content-type']).toContain('image/svg+xml');
});

test.each([
  ['/nowhere', browser],
  ['/v1/nowhere', browser],
  ['/assets/index-gone.js', '*/*'],
  ['/assets/.hidden', '*/*'],
  ['/assets/', browser],
  ['/notes/a', '*/*'],
  ['/notes/a', 'application/json'],
  ['/tasks/a', 'application/json'],
])('%s is a problem for who accepts %s, which nobody keeps', async (url, accept) => {
  const answer = await get(url, { accept });
  expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
    404,
    'application/problem+json',
    'no-cache',
  ]);
});

test.each([
  '/assets/../index.html',
  '/assets/%2e%2e/index.html',
  '/assets/..%2findex.html',
  '/assets//index-a1b2c3.js',
])('nothing outside is reached by %s', async (url) => {
  expect((await get(url)).statusCode).toBeGreaterThanOrEqual(400);
});

test('other methods are told what there is, and nothing of it stands in the description of the API', async () => {
  const posted = await built.app.inject({ method: 'POST', url: '/', payload: {} });
  expect([posted.statusCode, posted.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
  expect((await built.app.inject({ method: 'POST', url: '/nowhere', payload: {} })).statusCode).toBe(404);
  const head = await built.app.inject({ method: 'HEAD', url: '/', headers: { accept: browser } });
  expect([head.statusCode, head.headers['content-length'], head.body]).toEqual([200, String(html.length), '']);
  const described = (await built.app.inject({ url: '/openapi.json' })).json<{ paths: object }>();
  expect(described.paths).toEqual({});
});

test('without a build / says how to make one, and where the API is all the same', async () => {
  const answer = await unbuilt.app.inject({ url: '/', headers: { accept: browser } });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
  expect(answer.body).toContain('npm run build');
  const asked = await unbuilt.app.inject({ url: '/', headers: { accept: 'application/json' } });
  expect(asked.json()).toHaveProperty('links.notes');
  expect((await unbuilt.app.inject({ url: '/notes/a', headers: { accept: browser } })).statusCode).toBe(404);
});
