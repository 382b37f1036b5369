import { type Scope, signToken } from '@notes/service';
import { eventually } from '@notes/testing';
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest';
import { FeedStage, type Gateway } from '../testing/feed-stage.ts';
import { epoch, partitions } from '../testing/journal-writer.ts';
import type { StreamClient } from '../testing/stream-client.ts';
import { type StubService, startStubService } from '../testing/stub-service.ts';

const servers = { databaseUrl: inject('databaseUrl'), redisUrl: inject('redisUrl') };
const AUTH_JWT_SECRET = 'a secret of more than thirty-two bytes';
const both: readonly Scope[] = ['notes:read', 'notes:write'];
let stage: FeedStage;
let gateway: Gateway;
let service: StubService;

const token = (scopes = both, { subject = 'ada', ttlMs = 60_000, secret = AUTH_JWT_SECRET } = {}) =>
  signToken({ AUTH_JWT_SECRET: secret }, { subject, scopes, ttlMs });

/** As the services do: whoever shows no token is told nothing. */
const ends = JSON.stringify({
  partitions: Array.from({ length: partitions }, (_, partition) => ({ partition, end: 100 })),
});

beforeAll(async () => {
  stage = await FeedStage.open(servers);
  service = await startStubService(({ headers }, response) => {
    response.setHeader('content-type', 'application/json');
    if (headers.authorization === undefined) response.writeHead(401);
    response.end(ends);
  });
  gateway = await stage.gateway({ AUTH_JWT_SECRET, QUERY_URL: service.url, COMMAND_URL: service.url });
  await gateway.ready();
});

afterEach(() => {
  vi.useRealTimers();
  stage.dropClients();
  service.requests.length = 0;
});

afterAll(async () => {
  await stage.close();
  await service.stop();
});

async function open(own: string): Promise<StreamClient> {
  const client = stage.dial(gateway, ['notes.v1', `bearer.${own}`]);
  await eventually(() => expect(client.socket.readyState).toBe(1));
  return client;
}

const lastAuthorization = () => service.requests.at(-1)?.headers.authorization;

test('a since ahead of the read model is judged on behalf of the subscriber', async () => {
  const own = await token(['notes:read']);
  const client = await open(own);
  const within = await client.call('subscribe', { channel: 'notes', since: `${epoch}:0-50` });
  expect(within.result).toMatchObject({ recovered: true });
  expect(lastAuthorization()).toBe(`Bearer ${own}`);
  const beyond = await client.call('subscribe', { channel: 'authors:x', since: `${epoch}:0-500` });
  expect(beyond.error?.code).toBe('invalid-position');
});

test('calls go with the token of the socket, after a refresh with the new one, and X-User means nothing', async () => {
  const own = await token();
  const headers = { authorization: `Bearer ${own}`, 'x-user': 'eve' };
  const client = stage.dial(gateway, ['notes.v1'], { headers });
  await eventually(() => expect(client.socket.readyState).toBe(1));
  await client.call('notes.list');
  expect(service.requests.at(-1)?.headers).toMatchObject({ authorization: headers.authorization });
  expect(service.requests.at(-1)?.headers).not.toHaveProperty('x-user');
  const next = await token(both, { ttlMs: 120_000 });
  const { result } = await client.call('auth.refresh', { token: next });
  expect(Date.parse(String(result?.['expires_at'])) - Date.now()).toBeGreaterThan(110_000);
  await client.call('notes.list');
  expect(lastAuthorization()).toBe(`Bearer ${next}`);
});

test('a token without a scope may not call what needs it', async () => {
  const client = await open(await token(['notes:read']));
  expect((await client.call('notes.create', {})).error?.code).toBe('forbidden');
  expect((await client.call('publish', { channel: 'rooms:a', data: 1 })).error?.code).toBe('forbidden');
  expect(service.requests).toEqual([]);
  expect((await client.call('subscribe', { channel: 'rooms:a' })).error).toBeUndefined();
});

test('a refresh takes only a token that is valid now, and of the same subject', async () => {
  const client = await open(await token());
  const codeOf = async (other: Promise<string> | string) =>
    (await client.call('auth.refresh', { token: await other })).error?.code;
  expect(await codeOf(token(both, { subject: 'eve' }))).toBe('forbidden');
  expect(await codeOf(token(both, { ttlMs: -60_000 }))).toBe('unauthorized');
  expect(await codeOf(token(both, { secret: 'another secret of thirty-two bytes' }))).toBe('unauthorized');
  expect(await codeOf('x y')).toBe('unauthorized');
  expect(await codeOf('')).toBe('invalid');
  expect(await codeOf(token())).toBeUndefined();
});

test('a refresh with a token that may not read ends the subscriptions, and nothing else', async () => {
  const client = await open(await token());
  await client.call('subscribe', { channel: 'notes' });
  await client.call('subscribe', { channel: 'rooms:a' });
  const before = await stage.writer.write();
  await eventually(() => expect(client.positions()).toEqual([before.position]));
  expect((await client.call('auth.refresh', { token: await token(['notes:write']) })).error).toBeUndefined();
  await eventually(() => expect(client.pushes).toHaveLength(3));
  expect(client.pushes.slice(1)).toEqual([
    { channel: 'notes', event: '$revoked', data: {}, position: expect.stringContaining(before.position.slice(9)) },
    { channel: 'rooms:a', event: '$revoked', data: {} },
  ]);
  const missed = await stage.writer.write();
  await client.call('publish', { channel: 'rooms:a', data: 1 });
  expect((await client.call('subscribe', { channel: 'notes' })).error?.code).toBe('forbidden');
  expect((await client.call('unsubscribe', { channel: 'notes' })).result).toEqual({ subscribed: {} });
  expect(client.pushes).toHaveLength(3);
  await client.call('auth.refresh', { token: await token() });
  await client.call('subscribe', { channel: 'notes', since: client.pushes[1]?.position });
  await eventually(() => expect(client.positions()).toEqual([before.position, missed.position]));
});

test('a token that has expired, and is genuine in all else, is let in to be told so', async () => {
  const client = stage.dial(gateway, ['notes.v1', `bearer.${await token(both, { ttlMs: -60_000 })}`]);
  expect(await client.closed()).toBe(4401);
  const forged = await token(both, { ttlMs: -60_000, secret: 'another secret of thirty-two bytes' });
  expect(await stage.dial(gateway, ['notes.v1', `bearer.${forged}`]).refusal()).toBe(401);
  const without = await token(['notes:write'], { ttlMs: -60_000 });
  expect(await stage.dial(gateway, ['notes.v1', `bearer.${without}`]).refusal()).toBe(403);
});

test('a socket outlives its token by 25 seconds, and longer with a new one', async () => {
  const [stale, renewed] = [await open(await token()), await open(await token())];
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(Date.now() + 70_000);
  expect((await stale.call('ping')).result).toEqual({});
  expect((await renewed.call('auth.refresh', { token: await token() })).error).toBeUndefined();
  vi.setSystemTime(Date.now() + 20_000);
  expect(await stale.closed()).toBe(4401);
  expect((await renewed.call('ping')).result).toEqual({});
});

test('without authentication a refresh changes nothing', async () => {
  const lax = await stage.gateway();
  await lax.ready();
  const client = await stage.client(lax);
  expect((await client.call('auth.refresh', { token: 'x' })).result).toEqual({});
  await lax.stop();
});
