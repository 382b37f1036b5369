import {
  createNotesClient,
  type FeedEvent,
  type NotesClient,
  NotFoundError,
  PreconditionFailedError,
} from '@notes/client';
import { consumeNotes, createMemoryStore } from '@notes/client/kafka';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ServiceName, ServiceProcess } from './harness/service-process.ts';
import { System } from './harness/system.ts';
import { testServers } from './harness/test-servers.ts';

let system: System;
let services: Record<ServiceName, ServiceProcess>;
let client: NotesClient;

beforeAll(async () => {
  system = await System.create(testServers());
  services = await system.startAll();
  client = createNotesClient({ url: services.gateway.url, user: 'ada' });
});
afterAll(async () => {
  client?.close();
  await system?.stop();
});

describe('the client', () => {
  test('reads what it has written, at once, and another client that knows its position does, too', async () => {
    for (let i = 0; i < 30; i += 1) {
      const note = await client.notes.create({ title: `Note ${i}`, priority: i });
      expect(note).toMatchObject({ title: `Note ${i}`, created_by: 'ada', version: 1 });
      expect(await client.notes.get(note.id)).toEqual(note);
      const other = createNotesClient({ url: services.gateway.url, position: client.position });
      expect(await other.notes.get(note.id)).toEqual(note);
    }
  });

  test('changes a note, and is told when somebody else was faster', async () => {
    const note = await client.notes.create({ title: 'First' });
    const second = await client.notes.replace(note.id, { title: 'Second' }, { ifMatch: note.version });
    const late = client.notes.replace(note.id, { title: 'Third' }, { ifMatch: note.version });
    await expect(late).rejects.toBeInstanceOf(PreconditionFailedError);
    await expect(late).rejects.toMatchObject({ current: second, mayHaveHappened: false });
    expect(await client.notes.update(note.id, { priority: 7 })).toMatchObject({
      title: 'Second',
      priority: 7,
      version: 3,
    });
    const { version } = await client.notes.remove(note.id);
    expect(version).toBe(4);
    await expect(client.notes.get(note.id)).rejects.toBeInstanceOf(NotFoundError);
    expect(await client.notes.restore(note.id, { ifMatch: version })).toMatchObject({ title: 'Second', version: 5 });
  });

  test('creates many, once however often, and lists them page by page', async () => {
    const notes = Array.from({ length: 120 }, (_, i) => ({ title: `Many ${i}` }));
    const created = await client.notes.createMany(notes, { idempotencyKey: 'many' });
    expect(await client.notes.createMany(notes, { idempotencyKey: 'many' })).toEqual(created);
    const listed: string[] = [];
    for await (const { id } of client.notes.list({ limit: 50 })) listed.push(id);
    expect(new Set(listed).size).toBe(listed.length);
    expect(created.every(({ id }) => listed.includes(id))).toBe(true);
  });

  test('calls over the websocket, and is told what is wrong there in the same way', async () => {
    expect(await client.call('ping')).toEqual({});
    await expect(client.call('no.such.method')).rejects.toBeInstanceOf(NotFoundError);
  });

  test('follows the feed over a killed gateway: every event once and in order', async () => {
    const seen: FeedEvent[] = [];
    const page = await client.notes.page({ limit: 1 });
    client.feed.subscribe('notes', { since: page.position, onEvent: (event) => seen.push(event) });
    const note = await client.notes.create({ title: 'Watched' });
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 20; i += 1) await client.notes.update(note.id, { title: `Round ${round}, ${i}` });
      await services.gateway.restart('SIGKILL');
      await services.gateway.ready(60_000);
    }
    const versions = () => seen.filter(({ data }) => data.note_id === note.id).map(({ data }) => data.version);
    const all = Array.from({ length: 41 }, (_, i) => i + 1);
    await eventually(() => expect(versions()).toEqual(all), { timeoutMs: 30_000 });
    // It may have seen all before the last gateway was killed, and waits to connect again.
    await eventually(() => expect(client.feed.status).toEqual({ state: 'live' }));
  });
});

test('a consumer of another team gets the events of the log that count', async () => {
  const note = await client.notes.create({ title: 'For others' });
  await client.notes.remove(note.id);
  const types: string[] = [];
  const store = createMemoryStore();
  const consumer = await consumeNotes({
    brokers: inject('kafkaBrokers').split(','),
    topic: system.env['NOTES_TOPIC'] ?? '',
    groupId: `others-${system.env['NOTES_TOPIC']}`,
    store,
    onEvents: (events, checkpoint) => {
      store.save(checkpoint);
      types.push(...events.filter(({ noteId }) => noteId === note.id).map(({ type }) => type));
    },
  });
  await eventually(() => expect(types).toEqual(['notes.NoteCreated.v1', 'notes.NoteDeleted.v1']));
  await consumer.stop();
});
