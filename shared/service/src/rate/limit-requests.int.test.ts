import { randomUUID } from 'node:crypto';
import { movableClocks, startRedisServer, startTcpProxy } from '@notes/testing';
import type { InjectOptions } from 'fastify';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { allScopes } from '../auth/caller.ts';
import { createAuthenticator } from '../auth/create-authenticator.ts';
import { signToken } from '../auth/token-rules.ts';
import type { HttpServerOptions } from '../http/create-http-server.ts';
import { createLogger } from '../process/logger.ts';
import { createMetrics } from '../process/metrics.ts';
import { createReadiness } from '../process/readiness.ts';
import { createRedis } from '../stores/create-redis.ts';
import { createRedisWay } from '../testing/create-redis-way.ts';
import { createTestServer } from '../testing/create-test-server.ts';
import { createRateLimiter } from './limit-requests.ts';

const redisUrl = inject('redisUrl');
const logger = createLogger('test', 'silent');
const within = { timeout: 5000 };
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

type Over = Partial<HttpServerOptions> & { readonly url?: string; readonly perHour?: number };

/** One process of several that count with one prefix. Its Redis is connected. */
async function startProcess(prefix: string, { url = redisUrl, perHour = 3, ...over }: Over = {}) {
  const metrics = createMetrics('test');
  const config = { HOST: '127.0.0.1', RATE_LIMIT_PER_HOUR: perHour, REDIS_URL: url, REDIS_PREFIX: prefix };
  const rate = createRateLimiter(config, { logger, metrics, readiness: createReadiness(), name: 'test' });
  await rate?.start();
  const server = await createTestServer({ rate, metrics, ...over });
  cleanUps.push(
    () => rate?.stop(),
    () => server.close(),
  );
  await vi.waitFor(async () => expect(await rate?.count(`warming up ${randomUUID()}`)).toBeDefined(), within);
  const uncounted = async (): Promise<number> =>
    Number(/^rate_limit_uncounted_total\S* (\d+)$/m.exec(await metrics.registry.metrics())?.[1]);
  return { ask: (options: InjectOptions) => server.app.inject(options), uncounted };
}

const newPrefix = (): string => `test.${randomUUID()}.`;
const get = { url: '/v1/notes/a' };

test('counts the requests of a caller over all processes, and tells exactly where they stand', async () => {
  const prefix = newPrefix();
  const [one, other] = [await startProcess(prefix), await startProcess(prefix)];
  const answers = [await one.ask(get), await other.ask(get), await one.ask(get), await other.ask(get)];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429]);
  expect(answers.map(({ headers }) => headers['ratelimit-policy'])).toEqual(Array(4).fill('"default";q=3;w=3600'));
  answers.forEach(({ headers }, i) => {
    const [, remaining, reset] = /^"default";r=(\d+);t=(\d+)$/.exec(String(headers['ratelimit'])) ?? [];
    expect(Number(remaining)).toBe(Math.max(0, 2 - i));
    expect(Number(reset)).toBeGreaterThan(3590);
    expect(Number(reset)).toBeLessThanOrEqual(3600);
    expect(headers['retry-after']).toBe(i < 3 ? undefined : reset);
  });
  expect(answers[3]?.json()).toMatchObject({ type: '/problems/rate-limited', status: 429 });
});

test('counts no probe, no page and no preflight', async () => {
  const { ask } = await startProcess(newPrefix(), { perHour: 1, corsOrigins: ['https://page.example'] });
  const headers = { origin: 'https://page.example', 'access-control-request-method': 'GET' };
  for (const options of [
    { url: '/livez' },
    { url: '/openapi.json' },
    { method: 'OPTIONS', url: '/v1/notes', headers } as const,
  ])
    expect((await ask(options)).headers).not.toHaveProperty('ratelimit');
  expect((await ask(get)).statusCode).toBe(200);
});

test('begins anew when the hour is over', async () => {
  const prefix = newPrefix();
  const { ask } = await startProcess(prefix, { perHour: 1 });
  expect([(await ask(get)).statusCode, (await ask(get)).statusCode]).toEqual([200, 429]);
  const redis = createRedis({ REDIS_URL: redisUrl }, { logger, name: 'test' });
  cleanUps.push(() => redis.disconnect());
  await vi.waitFor(() => redis.ping(), within);
  for (const key of await redis.keys(`${prefix}rate.*`)) await redis.pexpire(key, 1);
  await vi.waitFor(async () => expect(await redis.keys(`${prefix}rate.*`)).toEqual([]), within);
  expect((await ask(get)).headers['ratelimit']).toBe('"default";r=0;t=3600');
});

test('tells callers apart by address, which a trusted proxy may name', async () => {
  const { ask } = await startProcess(newPrefix(), { perHour: 1, trustProxy: '10.0.0.0/8' });
  const statusFrom = async (remoteAddress: string, forwardedFor?: string) =>
    (
      await ask({
        ...get,
        remoteAddress,
        headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
      })
    ).statusCode;
  expect([await statusFrom('192.0.2.1'), await statusFrom('::ffff:192.0.2.1')]).toEqual([200, 429]);
  expect([await statusFrom('192.0.2.2', '192.0.2.9'), await statusFrom('192.0.2.2', '192.0.2.10')]).toEqual([200, 429]);
  expect([await statusFrom('10.0.0.1', '192.0.2.9'), await statusFrom('10.0.0.2', '192.0.2.9')]).toEqual([200, 429]);
  expect(await statusFrom('10.0.0.1', '192.0.2.10')).toBe(200);
});

test('tells callers apart by token, refuses before it looks at the body, and does not count who may not call', async () => {
  const config = {
    HOST: '127.0.0.1',
    WRITE_POLICY: 'author',
    AUTH_JWT_SECRET: 'a secret of more than thirty-two bytes',
  } as const;
  const { ask } = await startProcess(newPrefix(), {
    perHour: 1,
    auth: createAuthenticator(config, { logger, readiness: createReadiness() }),
  });
  const statusFor = async (subject: string, scopes = allScopes.slice()) => {
    const authorization = `Bearer ${await signToken(config, { subject, scopes, ttlMs: 60_000 })}`;
    const payload = { title: 7 };
    return (await ask({ method: 'POST', url: '/v1/notes', headers: { authorization }, payload })).statusCode;
  };
  expect((await ask({ method: 'POST', url: '/v1/notes', payload: {} })).statusCode).toBe(401);
  expect(await statusFor('ada', ['notes:read'])).toBe(403);
  expect([await statusFor('ada'), await statusFor('ada')]).toEqual([422, 429]);
  expect(await statusFor('bob')).toBe(422);
});

test('lets everybody through while Redis is away, and says how many', async () => {
  const way = await createRedisWay(redisUrl);
  cleanUps.push(way.cut);
  const { ask, uncounted } = await startProcess(newPrefix(), { url: way.url, perHour: 1 });
  const before = await uncounted();
  await way.cut();
  await vi.waitFor(async () => expect((await ask(get)).headers).not.toHaveProperty('ratelimit'), within);
  const answers = [await ask(get), await ask(get)];
  expect(answers.map(({ statusCode, headers }) => [statusCode, headers['ratelimit-policy']])).toEqual(
    Array(2).fill([200, '"default";q=1;w=3600']),
  );
  expect(await uncounted()).toBeGreaterThanOrEqual(before + 3);
  await way.mend();
  await vi.waitFor(async () => expect((await ask(get)).statusCode).toBe(429), within);
});

test('counts again when Redis has been demoted under an open connection', async () => {
  const servers = await Promise.all([1, 2].map(() => startRedisServer(inject('redisProgram'))));
  const [old, next] = servers;
  if (old === undefined || next === undefined) throw new Error('two servers were started');
  const way = await startTcpProxy(old.url);
  cleanUps.push(way.close, ...servers.map(({ stop }) => stop));
  const { ask } = await startProcess(newPrefix(), { url: way.url, perHour: 1 });
  way.moveTo(next.url);
  await old.say(`REPLICAOF 127.0.0.1 ${next.port}`);
  await vi.waitFor(async () => expect((await ask(get)).statusCode).toBe(429), { timeout: 10_000 });
});

test('shows a Redis that takes no writes, and serves all the same', async () => {
  const replica = await startRedisServer(inject('redisProgram'), '--replicaof', '127.0.0.1', '1');
  cleanUps.push(replica.stop);
  const readiness = createReadiness();
  const config = { HOST: '127.0.0.1', RATE_LIMIT_PER_HOUR: 1, REDIS_URL: replica.url, REDIS_PREFIX: newPrefix() };
  const rate = createRateLimiter(config, { logger, metrics: createMetrics('test'), readiness, name: 'test' });
  await rate?.start();
  cleanUps.push(() => rate?.stop());
  await vi.waitFor(() => expect(readiness.snapshot().checks['redis']).toContain('replica'), within);
  expect(readiness.ready).toBe(true);
});

test('waits for a Redis that hangs once, and only for a moment', async () => {
  const way = await createRedisWay(redisUrl);
  cleanUps.push(way.cut);
  const { ask, uncounted } = await startProcess(newPrefix(), { url: way.url });
  const before = await uncounted();
  way.holdUp();
  const beganAt = performance.now();
  for (let i = 0; i < 5; i++) expect((await ask(get)).statusCode).toBe(200);
  expect(performance.now() - beganAt).toBeLessThan(450);
  expect(await uncounted()).toBe(before + 5);
});

test.each([-3_600_000, 3_600_000])(
  'counts again a second after Redis hung, though the clock has stepped by %i ms',
  async (stepMs) => {
    const way = await startTcpProxy(redisUrl);
    cleanUps.push(way.close);
    const { ask } = await startProcess(newPrefix(), { url: way.url, perHour: 1 });
    way.hang();
    expect((await ask(get)).headers).not.toHaveProperty('ratelimit');
    const clocks = movableClocks();
    cleanUps.push(clocks.restore);
    clocks.stepTo(stepMs);
    way.restore();
    await vi.waitFor(async () => expect((await ask(get)).statusCode).toBe(429), within);
  },
);

test('keeps nobody out for longer than an hour when the clock of Redis has stepped back', async () => {
  const prefix = newPrefix();
  const { ask } = await startProcess(prefix, { perHour: 1 });
  await ask(get);
  const redis = createRedis({ REDIS_URL: redisUrl }, { logger, name: 'test' });
  cleanUps.push(() => redis.disconnect());
  await vi.waitFor(() => redis.ping(), within);
  for (const key of await redis.keys(`${prefix}rate.*`)) await redis.pexpire(key, 2 * 3_600_000);
  expect((await ask(get)).headers['retry-after']).toBe('3600');
});

test('describes the refusal', async () => {
  const { ask } = await startProcess(newPrefix());
  const { paths } = (await ask({ url: '/openapi.json' })).json();
  expect(paths['/v1/notes'].post.responses['429'].description).toContain('rate-limited');
});
