import { eventually, startRedisServer, startTcpProxy, type TcpProxy } from '@notes/testing';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { FeedStage, type Gateway } from '../testing/feed-stage.ts';
import type { StreamClient } from '../testing/stream-client.ts';

const servers = { databaseUrl: inject('databaseUrl'), redisUrl: inject('redisUrl') };
let stage: FeedStage;
let here: Gateway;
let there: Gateway;

beforeAll(async () => {
  stage = await FeedStage.open(servers);
  [here, there] = await Promise.all([stage.gateway(), stage.gateway()]);
  await Promise.all([here.ready(), there.ready()]);
});

afterEach(() => stage.dropClients());

afterAll(() => stage.close());

const enter = async (gateway: Gateway, channel: string, event?: string): Promise<StreamClient> => {
  const client = await stage.client(gateway);
  const answer = await client.call('subscribe', { channel, event });
  expect(answer.result).toEqual({ subscribed: { [channel]: [event ?? '*'] }, recovered: true });
  return client;
};

test('what is published in a room is pushed to all who are in it, on every gateway, to the publisher too', async () => {
  const [ada, bob, eve] = [await enter(here, 'rooms:a'), await enter(there, 'rooms:a'), await enter(there, 'rooms:b')];
  const payload = { channel: 'rooms:a', event: 'typing', data: { at: [1, null, 'x'] } };
  expect((await ada.call('publish', payload)).result).toEqual(payload);
  await bob.call('publish', { channel: 'rooms:a', data: 7 });
  const expected = [payload, { channel: 'rooms:a', event: '', data: 7 }];
  await eventually(() => expect([ada.pushes, bob.pushes]).toEqual([expected, expected]));
  expect(eve.pushes).toEqual([]);
});

test('all who are in a room hear it in one order', async () => {
  const all = [await enter(here, 'rooms:order'), await enter(there, 'rooms:order')];
  const say = (client: StreamClient | undefined, data: number) =>
    client?.call('publish', { channel: 'rooms:order', data });
  await Promise.all(Array.from({ length: 20 }, (_, i) => say(all[i % 2], i)));
  const heard = () => all.map(({ pushes }) => pushes.map(({ data }) => data));
  await eventually(() => expect(heard().map(({ length }) => length)).toEqual([20, 20]));
  expect(heard()[0]).toEqual(heard()[1]);
});

test('patterns hold in rooms, several give one push, and a room is left with the last of them', async () => {
  const bob = await enter(there, 'rooms:p', 'ty*');
  await bob.call('subscribe', { channel: 'rooms:p', event: '*ing' });
  const ada = await stage.client(here);
  const say = (event: string) => ada.call('publish', { channel: 'rooms:p', event, data: null });
  for (const event of ['typing', 'thinking', 'gone']) await say(event);
  await eventually(() => expect(bob.pushes.map(({ event }) => event)).toEqual(['typing', 'thinking']));
  await bob.call('unsubscribe', { channel: 'rooms:p', event: 'ty*' });
  expect((await bob.call('unsubscribe', { channel: 'rooms:p', event: '*ing' })).result).toEqual({ subscribed: {} });
  await say('typing');
  await bob.call('subscribe', { channel: 'rooms:p' });
  await say('again');
  await eventually(() => expect(bob.pushes.at(-1)).toMatchObject({ event: 'again' }));
  expect(bob.pushes).toHaveLength(3);
});

test.each([
  { channel: 'notes', data: 1 },
  { channel: 'notes:x', data: 1 },
  { channel: 'kitchen', data: 1 },
  { channel: 'rooms:', data: 1 },
  { channel: `rooms:${'x'.repeat(201)}`, data: 1 },
  { channel: 'rooms:a', event: '$caught_up', data: 1 },
])('%j may not be published', async (payload) => {
  const client = await stage.client(here);
  expect((await client.call('publish', payload)).error?.code).toBe('forbidden');
});

test('a publish without data and a since in a room are invalid', async () => {
  const client = await stage.client(here);
  expect((await client.call('publish', { channel: 'rooms:a' })).error).toMatchObject({
    code: 'invalid',
    errors: [{ pointer: '#/payload/data', code: 'required' }],
  });
  expect((await client.call('subscribe', { channel: 'rooms:a', since: 'k3f9a2c1:' })).error).toMatchObject({
    code: 'invalid',
    errors: [{ pointer: '#/payload/since', code: 'not-allowed' }],
  });
});

test('server_info counts connections and channels over all gateways, until one has gone', async () => {
  const third = await stage.gateway();
  await third.ready();
  const ada = await enter(here, 'rooms:info');
  const bob = await enter(there, 'rooms:info');
  const eve = await enter(third, 'rooms:info', 'x');
  await bob.call('subscribe', { channel: 'notes' });
  const info = async () => (await ada.call('server_info')).result;
  await eventually(async () =>
    expect(await info()).toEqual({
      gateways: 3,
      complete: true,
      connections: 3,
      subscriptions: 4,
      channels: { 'rooms:info': { '*': 2, x: 1 }, notes: { '*': 1 } },
    }),
  );
  eve.close();
  await third.stop();
  await eventually(async () => expect(await info()).toMatchObject({ gateways: 2, connections: 2, subscriptions: 3 }));
});

test('server_info is not complete while a gateway that has not stopped is not heard of', async () => {
  const ada = await enter(here, 'rooms:missing');
  const info = async () => (await ada.call('server_info')).result;
  await eventually(async () => expect(await info()).toMatchObject({ gateways: 2, complete: true }));
  await eventually(async () => {
    const keys = await stage.writer.redis.keys(`${stage.prefix}gateways.*`);
    await stage.writer.redis.del(...keys);
    expect(await info()).toMatchObject({ gateways: 1, complete: false, reason: expect.stringContaining('1') });
  });
  await eventually(async () => expect(await info()).toMatchObject({ gateways: 2, complete: true }));
});

test('when Redis has been demoted under open connections, there is one room again within ten seconds', async () => {
  const servers = await Promise.all([1, 2].map(() => startRedisServer(inject('redisProgram'))));
  const [old, next] = servers;
  if (old === undefined || next === undefined) throw new Error('two servers were started');
  const ways = await Promise.all([startTcpProxy(old.url), startTcpProxy(old.url)]);
  const [stays, moves] = await Promise.all(ways.map(({ url }) => stage.gateway({ REDIS_URL: url })));
  if (stays === undefined || moves === undefined) throw new Error('two gateways were started');
  await Promise.all([stays.ready(), moves.ready()]);
  const [ada, bob] = [await enter(stays, 'rooms:moved'), await enter(moves, 'rooms:moved')];
  const hears = async (from: StreamClient, to: StreamClient) => {
    const event = `event${Math.random()}`;
    await from.call('publish', { channel: 'rooms:moved', event, data: null });
    await eventually(() => expect(to.pushes.map((push) => push.event)).toContain(event), { timeoutMs: 300 });
  };
  await hears(ada, bob);
  await old.say(`REPLICAOF 127.0.0.1 ${next.port}`);
  for (const way of ways) way.moveTo(next.url);
  ways[1]?.breakOnce();
  await eventually(
    async () => {
      await hears(ada, bob);
      await hears(bob, ada);
      expect((await ada.call('server_info')).result).toMatchObject({ gateways: 2, complete: true });
      for (const gateway of [stays, moves]) expect(await gateway.readyz()).toMatchObject({ checks: { redis: 'ok' } });
    },
    { timeoutMs: 10_000 },
  );
  await Promise.all([stays.stop(), moves.stop()]);
  await Promise.all([...ways.map((way) => way.close()), ...servers.map((server) => server.stop())]);
});

test('rooms are open as soon as the gateway is ready, also where Redis is far', async () => {
  const way = await startTcpProxy(servers.redisUrl);
  way.delay(100);
  const far = await stage.gateway({ REDIS_URL: way.url });
  await far.ready();
  const ada = await enter(far, 'rooms:far');
  expect((await ada.call('publish', { channel: 'rooms:far', data: 1 })).error).toBeUndefined();
  await far.stop();
  await way.close();
});

const redisAway = { code: 'unavailable', message: 'Redis, which carries the rooms, is unavailable.', temporary: true };

test('with Redis away rooms are unavailable, server_info tells of this gateway alone, and both come back', async () => {
  const way: TcpProxy = await startTcpProxy(servers.redisUrl);
  const cutOff = await stage.gateway({ REDIS_URL: way.url });
  await cutOff.ready();
  const ada = await enter(cutOff, 'rooms:away');
  const bob = await enter(here, 'rooms:away');
  way.cut();
  await eventually(async () =>
    expect((await ada.call('publish', { channel: 'rooms:away', data: 1 })).error).toEqual(redisAway),
  );
  expect((await ada.call('subscribe', { channel: 'rooms:other' })).error).toEqual(redisAway);
  expect((await ada.call('server_info')).result).toMatchObject({
    gateways: 1,
    connections: 1,
    complete: false,
    reason: 'Redis, through which gateways find each other, is unavailable.',
    channels: { 'rooms:away': { '*': 1 } },
  });
  way.restore();
  await eventually(async () => {
    await bob.call('publish', { channel: 'rooms:away', event: 'back', data: null });
    expect(ada.pushes.map(({ event }) => event)).toContain('back');
  });
  await eventually(async () => expect((await ada.call('server_info')).result).toMatchObject({ complete: true }));
  expect((await ada.call('subscribe', { channel: 'rooms:other' })).result?.['recovered']).toBe(true);
  await cutOff.stop();
  await way.close();
});
