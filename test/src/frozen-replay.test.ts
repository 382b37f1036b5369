import { randomUUID } from 'node:crypto';
import type { Note } from '@notes/features/notes/contract';
import { eventually as within } from '@notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from './harness/http.ts';
import type { System } from './harness/system.ts';
import { type SharedLog, startSharedLog } from './harness/test-servers.ts';

const eventually = <T>(assertion: () => Promise<T> | T): Promise<T> => within(assertion, { timeoutMs: 30_000 });

let system: System;
let services: SharedLog['services'];
let writer: SharedLog['writer'];
let log: SharedLog;

beforeAll(async () => {
  log = await startSharedLog();
  ({ system, services, writer } = log);
});
afterAll(() => log?.stop());

test('what was written under a key before newer software froze the note is answered as the first time', async () => {
  const commandUrl = services.command.url;
  const keyed = (key: string) => ({ 'idempotency-key': key });
  const write = async (method: string, path: string, key: string, body?: object) =>
    ask<Note & { notes?: Note[] }>(method, `${commandUrl}/v1/notes${path}`, {
      headers: keyed(key),
      ...(body === undefined ? {} : { body }),
    });
  const freeze = async (noteId: string, version: number): Promise<void> => {
    const previous = await eventually(() =>
      system.database(async (client) => {
        const where = 'where subject = $1 and version = $2';
        const { rows } = await client.query(`select event_id from journal_entries ${where}`, [noteId, version]);
        if (rows.length === 0) throw new Error('not journalled yet');
        return (rows[0] as { event_id: string }).event_id;
      }),
    );
    const place = { version: version + 1, previous, time: '2100-01-01T00:00:00.000Z' };
    await writer.append(noteId, '{"colour":"red"}', { ...place, type: 'notes.NotePainted.v1' });
  };
  const { body: note } = await write('POST', '', 'create', { title: 'One' });
  const { id } = note;
  const bulk = await write('POST', '/bulk', 'bulk', { notes: [{ title: 'B1' }, { title: 'B2' }] });
  const steps: [string, string, string, object?][] = [
    ['POST', '', 'create', { title: 'One' }],
    ['POST', '/bulk', 'bulk', { notes: [{ title: 'B1' }, { title: 'B2' }] }],
    ['PATCH', `/${id}`, 'patch', { title: 'Two' }],
    ['DELETE', `/${id}`, 'delete'],
    ['POST', `/${id}/restore`, 'restore'],
  ];
  const first = [];
  for (const step of steps) first.push(await write(...step));
  const shown = first.map(({ status, body, headers }) => [status, body, headers.get('etag')]);
  await freeze(id, 4);
  for (const { id: one } of bulk.body.notes ?? []) await freeze(one, 1);
  await eventually(async () => {
    expect((await write('PATCH', `/${id}`, randomUUID(), { title: 'Three' })).status).toBe(409);
  });
  for (const memory of ['warm', 'cold']) {
    for (const [i, step] of steps.entries()) {
      const again = await write(...step);
      expect([memory, again.status, again.body, again.headers.get('etag')]).toEqual([memory, ...(shown[i] ?? [])]);
      expect(again.headers.get('idempotent-replayed')).toBe('true');
    }
    expect((await write('PATCH', `/${id}`, 'patch', { title: 'Other' })).status).toBe(422);
    await services.command.restart('SIGTERM');
    await services.command.ready();
  }
});
