import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNotesClient } from '@notes/client';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServiceName, ServiceProcess } from './harness/service-process.ts';
import { Socket } from './harness/socket.ts';
import { System } from './harness/system.ts';
import { testServers } from './harness/test-servers.ts';

const AUTH_JWT_SECRET = 'a secret of more than thirty-two bytes';
let system: System;
let services: Record<ServiceName, ServiceProcess>;

beforeAll(async () => {
  system = await System.create(testServers(), { AUTH_JWT_SECRET });
  services = await system.startAll();
});
afterAll(() => system?.stop());

const tokenOf = async (subject: string): Promise<string> =>
  (await system.cli('token', '--sub', subject, '--scope', 'notes:read notes:write')).trim();
const openAs = async (subject: string): Promise<Socket> => Socket.open(services.gateway.url, await tokenOf(subject));

test('a whole life of a note goes over one websocket, with authentication on', async () => {
  const ada = await openAs('ada');
  await ada.call('subscribe', { channel: 'authors:ada' });
  const create = { title: 'Tea', idempotency_key: 'first "key"' };
  const created = await ada.call('notes.create', create);
  const note = created.result;
  expect(note).toMatchObject({ title: 'Tea', description: '', priority: 0, created_by: 'ada', version: 1 });
  expect((await ada.call('notes.create', create)).result).toEqual(note);
  const id = String(note?.['id']);

  const consistency_token = created.position;
  expect((await ada.call('notes.get', { id, consistency_token })).result).toEqual(note);
  const updated = await ada.call('notes.update', { id, priority: 3, if_match: 1 });
  expect(updated.result).toMatchObject({ priority: 3, version: 2 });
  expect((await ada.call('notes.replace', { id, title: 'Late', if_match: '"1"' })).error).toMatchObject({
    code: 'precondition-failed',
    current: updated.result,
  });
  expect((await ada.call('notes.replace', { id, title: 'Mate' })).result).toMatchObject({ priority: 0, version: 3 });
  const deleted = await ada.call('notes.delete', { id });
  expect(deleted).toMatchObject({ result: null, position: expect.any(String) });
  expect((await ada.call('notes.get', { id, consistency_token: deleted.position })).error?.code).toBe('not-found');
  const restored = await ada.call('notes.restore', { id });
  expect(restored.result).toMatchObject({ title: 'Mate', version: 5 });
  const list = await ada.call('notes.list', { limit: 10, consistency_token: restored.position });
  expect(list.result).toMatchObject({ notes: [restored.result] });
  expect((await ada.call('notes.list', { limit: 1000 })).error).toMatchObject({
    code: 'invalid',
    errors: [{ pointer: '#/payload/limit' }],
  });
  await eventually(() =>
    expect(ada.eventsOn('authors:ada')).toEqual([
      'NoteCreated',
      'NoteRevised',
      'NoteRevised',
      'NoteDeleted',
      'NoteRestored',
    ]),
  );

  const bob = await openAs('bob');
  expect((await bob.call('notes.delete', { id })).error?.code).toBe('forbidden');
  for (const socket of [ada, bob]) socket.close();
});

test('whoever has just written may follow from there while the projector is behind', async () => {
  const { projector } = services;
  const ada = await openAs('ada');
  projector.signal('SIGSTOP');
  const created = await ada.call('notes.create', { title: 'Ahead' });
  const note = `notes:${created.result?.['id']}`;
  const since = created.position;
  expect((await ada.call('subscribe', { channel: note, since })).result).toMatchObject({ recovered: true });
  projector.signal('SIGCONT');
  await ada.call('notes.update', { id: created.result?.['id'], title: 'Caught up' });
  // Nothing at or below the position: the creation is not pushed.
  await eventually(() => expect(ada.eventsOn(note)).toContain('NoteRevised'), { timeoutMs: 15_000 });
  expect(ada.eventsOn(note).filter((event) => event?.startsWith('$') === false)).toEqual(['NoteRevised']);
  ada.close();
});

test('rooms and server_info go across gateways', async () => {
  const { command, query, gateway } = services;
  const second = await system.start('gateway', { COMMAND_URL: command.url, QUERY_URL: query.url });
  const ada = await Socket.open(gateway.url, await tokenOf('ada'));
  const bob = await Socket.open(second.url, await tokenOf('bob'));
  await bob.call('subscribe', { channel: 'rooms:kitchen' });
  await ada.call('publish', { channel: 'rooms:kitchen', event: 'boiling', data: { degrees: 100 } });
  await eventually(() => expect(bob.eventsOn('rooms:kitchen')).toEqual(['boiling']));
  await eventually(async () =>
    expect((await ada.call('server_info')).result).toMatchObject({
      gateways: 2,
      connections: 2,
      channels: { 'rooms:kitchen': { '*': 1 } },
    }),
  );
  for (const socket of [ada, bob]) socket.close();
});

test('a client can tell a valid token, in a file too, from a refused one and from one that nobody looked at', async () => {
  const { query, gateway } = services;
  const folder = await mkdtemp(join(tmpdir(), 'notes-token-'));
  const file = join(folder, 'token');
  const client = createNotesClient({ url: gateway.url, token: { file } });
  await writeFile(file, `${await tokenOf('ada')}\n`, { mode: 0o600 });
  expect(await client.reach()).toMatchObject({ ok: true, server: 'notes', authenticated: true });
  expect(await client.tasks.create({ title: 'With the token of a file' })).toMatchObject({ created_by: 'ada' });
  expect(await client.call('notes.list', { limit: 1 })).toMatchObject({ notes: [{}] });
  await writeFile(file, await system.cli('token', '--sub', 'ada', '--scope', 'notes:write'));
  expect(await client.reach()).toMatchObject({ ok: false, status: 403, authenticated: true });
  await writeFile(file, 'no token of ours');
  expect(await client.reach()).toMatchObject({ ok: false, server: 'notes', status: 401, authenticated: false });
  await query.end('SIGKILL');
  expect(await client.reach()).toMatchObject({ ok: false, server: 'notes', status: 503, authenticated: undefined });
  client.close();
  await rm(folder, { recursive: true });
});
