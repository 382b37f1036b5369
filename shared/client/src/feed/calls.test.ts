import { problems } from '@notes/contracts';
import { eventually } from '@notes/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createNotesClient, type NotesClient } from '../create-notes-client.ts';
import { FaultServer } from '../testing/fault-server.ts';
import type { SubscribeOptions } from './feed-api.ts';

let server: FaultServer;
let client: NotesClient;

beforeEach(async () => {
  server = await new FaultServer().start();
  client = createNotesClient({ url: server.url });
});
afterEach(async () => {
  client.close();
  await server.stop();
});

describe('calls', () => {
  test('count among what the client has seen', async () => {
    server.answers.set('notes.create', () => ({ result: {}, position: 'k3f9a2c1:0-7' }));
    await client.call('notes.create', { title: 'x' });
    expect(client.position).toBe('k3f9a2c1:0-7');
  });

  test('resolve with the result, and reject with the problem', async () => {
    server.answers.set('server_info', () => ({ result: { connections: 1 } }));
    expect(await client.call('server_info')).toEqual({ connections: 1 });
    server.answers.set('notes.get', () => ({ error: { code: 'not-found', message: 'none' } }));
    await expect(client.call('notes.get', { id: 'x' })).rejects.toMatchObject({ name: 'NotFoundError', status: 404 });
    const error = { code: 'not-unique', message: 'taken', holder: '/v1/tasks/abc', errors: [{ code: 'not-unique' }] };
    server.answers.set('tasks.create', () => ({ error }));
    await expect(client.call('tasks.create', {})).rejects.toMatchObject({
      ...{ name: 'NotUniqueError', status: 409, holderId: 'abc', errors: [{ code: 'not-unique' }] },
    });
  });

  test('that are not answered in time, or whose connection breaks, may have happened', async () => {
    server.answers.set('notes.create', () => undefined);
    await client.call('ping');
    const late = client.call('notes.create', {}, { timeoutMs: 50 });
    await expect(late).rejects.toMatchObject({ name: 'TimeoutError', mayHaveHappened: true });
    const broken = client.call('notes.create', {});
    await eventually(() => expect(server.asked('notes.create')).toHaveLength(2));
    server.cut();
    await expect(broken).rejects.toMatchObject({ name: 'TransportError', mayHaveHappened: true });
  });
});

test('a call that a gateway has not taken before it stops is made again over the next connection', async () => {
  await client.call('ping');
  server.answers.set('notes.create', () => undefined);
  const calls = [client.call('notes.create', { title: 'x' }), client.call('notes.create', { title: 'y' })];
  server.answers.set('ping', () => undefined);
  const ping = expect(client.call('ping')).rejects.toMatchObject({ name: 'TransportError' });
  await eventually(() => expect(server.asked('ping')).toHaveLength(2));
  server.answers.set('notes.create', ({ payload }) => ({ result: payload }));
  server.close(4013);
  expect(await Promise.all(calls)).toEqual([{ title: 'x' }, { title: 'y' }]);
  expect(server.asked('notes.create').map(({ payload }) => payload)).toEqual(
    ['x', 'y', 'x', 'y'].map((title) => ({ title })),
  );
  await ping;
});

test('after a restart that may have left calls without an answer, they may have happened', async () => {
  server.answers.set('notes.create', () => undefined);
  const broken = client.call('notes.create', {});
  await eventually(() => expect(server.asked('notes.create')).toHaveLength(1));
  server.close(4012);
  await expect(broken).rejects.toMatchObject({ name: 'TransportError', mayHaveHappened: true });
});

describe('whether a call may have happened', () => {
  test.each(Object.keys(problems))('is told by the answer %s alone', async (code) => {
    for (const method of ['notes.create', 'notes.get'])
      server.answers.set(method, () => ({ error: { code, message: '' } }));
    const isOpen = code === 'outcome-unknown' || code === 'bad-gateway';
    await expect(client.call('notes.create', {})).rejects.toMatchObject({ mayHaveHappened: isOpen });
    await expect(client.call('notes.get', {})).rejects.toMatchObject({ mayHaveHappened: false });
  });

  test('is never said of a read, nor of what was not sent', async () => {
    server.answers.set('notes.get', () => undefined);
    await expect(client.call('notes.get', {}, { timeoutMs: 50 })).rejects.toMatchObject({ mayHaveHappened: false });
    server.refuseUpgrades = 503;
    server.cut();
    await eventually(() => expect(server.connected).toBe(0));
    const unsent = client.call('notes.create', {}, { timeoutMs: 50 });
    await expect(unsent).rejects.toMatchObject({ name: 'TimeoutError', mayHaveHappened: false });
  });

  test('is said where the connection ends for good instead of an answer', async () => {
    server.answers.set('notes.create', () => undefined);
    const ended = client.call('notes.create', {});
    await eventually(() => expect(server.asked('notes.create')).toHaveLength(1));
    server.close(4403);
    await expect(ended).rejects.toMatchObject({ mayHaveHappened: true });
  });
});

describe('rooms', () => {
  test('are joined, spoken in, and joined again after a break', async () => {
    const heard: unknown[] = [];
    const options: SubscribeOptions<{ data: unknown }> = { onEvent: ({ data }) => heard.push(data) };
    const room = client.rooms.join('lobby', options);
    await room.ready;
    await room.publish('hello', { from: 'ada' });
    const payload = { channel: 'rooms:lobby', event: 'hello', data: { from: 'ada' } };
    expect(server.asked('publish')).toMatchObject([{ payload }]);
    server.send(payload);
    await eventually(() => expect(heard).toEqual([{ from: 'ada' }]));
    server.cut();
    await eventually(() => expect(server.asked('subscribe')).toHaveLength(2));
    expect(server.asked('subscribe')[1]?.payload).not.toHaveProperty('since');
    expect(room.position).toBeUndefined();
  });
});
