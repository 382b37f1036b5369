import { randomUUID } from 'node:crypto';
import { type Scope, signToken } from '@notes/service';
import { eventually } from '@notes/testing';
import { expect, test } from 'vitest';
import type { FeedStage, Gateway } from '../testing/feed-stage.ts';
import { epoch } from '../testing/journal-writer.ts';
import { useFeedStage } from '../testing/use-feed-stage.ts';

let stage: FeedStage;
let gateway: Gateway;

useFeedStage((opened) => {
  ({ stage, gateway } = opened);
});

test('what is wrong with a call is told, and the socket stays', async () => {
  const client = await stage.client(gateway);
  expect((await client.send('{', null)).error?.code).toBe('malformed-request');
  expect((await client.send('[]', null)).error?.code).toBe('invalid');
  expect((await client.send({ id: 7 }, 7)).error).toMatchObject({ code: 'invalid', errors: [{ pointer: '#/method' }] });
  expect((await client.call('sing')).error?.code).toBe('not-found');
  expect((await client.call('subscribe')).error).toMatchObject({ errors: [{ pointer: '#/payload/channel' }] });
  expect((await client.call('subscribe', { channel: 'x' })).error?.code).toBe('invalid');
  const ofNone = [
    'notes:abc',
    'notes:*',
    'notes:',
    'authors:',
    `authors:${'x'.repeat(256)}`,
    `rooms:${'x'.repeat(201)}`,
  ];
  for (const channel of [...ofNone, 'rooms:', `notes:${randomUUID().toUpperCase()}`])
    expect((await client.call('subscribe', { channel })).error).toMatchObject({
      code: 'invalid',
      errors: [{ pointer: '#/payload/channel' }],
    });
  for (const channel of [`authors:${'x'.repeat(255)}`, `notes:${randomUUID()}`])
    expect((await client.call('subscribe', { channel })).result).toMatchObject({ recovered: true });
  expect((await client.call('subscribe', { channel: 'notes', since: 'x' })).error?.code).toBe('invalid');
  await client.call('subscribe', { channel: 'notes' });
  expect((await client.call('subscribe', { channel: 'notes', since: `${epoch}:` })).error).toMatchObject({
    code: 'invalid',
    errors: [{ pointer: '#/payload/since', code: 'already-subscribed' }],
  });
  expect((await client.call('ping')).result).toEqual({});
});

test('a socket has 128 channels at most', async () => {
  const client = await stage.client(gateway);
  for (let i = 0; i < 128; i += 1) await client.call('subscribe', { channel: `authors:${i}` });
  expect((await client.call('subscribe', { channel: 'notes' })).error).toMatchObject({
    errors: [{ code: 'too-many' }],
  });
});

test.each([
  ['a binary frame', 4400, Buffer.from('{}')],
  ['a frame over 64 KiB', 1009, 'x'.repeat(65 * 1024)],
])('%s closes with %d', async (_, code, frame) => {
  const client = await stage.client(gateway);
  client.socket.send(frame);
  expect(await client.closed()).toBe(code);
});

test.each([
  ['a page of another origin', 403, ['notes.v1'], 'https://evil.example.org'],
  ['another subprotocol', 400, ['chat'], undefined],
])('%s is refused before the upgrade', async (_, status, protocols, origin) => {
  const client = stage.dial(gateway, protocols, origin === undefined ? {} : { origin });
  expect(await client.refusal()).toBe(status);
});

test.each(['https://notes.example.org', 'own'])('a page of %s may open the feed', async (origin) => {
  const own = origin === 'own' ? `https://${gateway.host}` : origin;
  const client = stage.dial(gateway, ['notes.v1', 'bearer.x'], { origin: own });
  await eventually(() => expect(client.socket.protocol).toBe('notes.v1'));
});

test('a gateway that stops tells its clients to come again', async () => {
  const leaving = await stage.gateway();
  await leaving.ready();
  const client = await stage.client(leaving);
  const [code] = await Promise.all([client.closed(), leaving.stop()]);
  expect(code).toBe(4013);
});

test('a client that comes back to a gateway while that stops is told so, too, and not waited for', async () => {
  const leaving = await stage.gateway();
  await leaving.ready();
  // They are told one after the other within a second, and until then it listens.
  await Promise.all(Array.from({ length: 10 }, () => stage.client(leaving)));
  const stopped = leaving.stop();
  const late = await stage.client(leaving);
  const [code] = await Promise.all([late.closed(), stopped]);
  expect(code).toBe(4013);
});

test('with authentication, the feed opens for a token that may read, by header or subprotocol', async () => {
  const AUTH_JWT_SECRET = 'a secret of more than thirty-two bytes';
  const guarded = await stage.gateway({ AUTH_JWT_SECRET });
  const token = (scopes: readonly Scope[], ttlMs: number) =>
    signToken({ AUTH_JWT_SECRET }, { subject: 'ada', scopes, ttlMs });
  const open = await token(['notes:read'], 60_000);
  const authorization = `Bearer ${open}`;
  for (const client of [
    stage.dial(guarded, ['notes.v1', `bearer.${open}`]),
    stage.dial(guarded, ['notes.v1'], { headers: { authorization } }),
  ])
    await eventually(() => expect(client.socket.protocol).toBe('notes.v1'));
  const statusWith = (protocols: string[]) => stage.dial(guarded, protocols).refusal();
  expect(await statusWith(['notes.v1'])).toBe(401);
  expect(await statusWith(['notes.v1', 'bearer.x'])).toBe(401);
  expect(await statusWith(['notes.v1', `bearer.${await token(['notes:write'], 60_000)}`])).toBe(403);
});
