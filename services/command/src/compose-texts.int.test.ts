import type { Note } from '@notes/features/notes/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandUnderTest, startCommand } from './testing/start-command.ts';

let command: CommandUnderTest;
beforeAll(async () => {
  command = await startCommand();
});
afterAll(() => command.stop());

const decomposed = 'Cafe\u0301';
const composed = 'Caf\u00e9';

const send = (method: string, path: string, body: unknown) =>
  command.send(method, path, { body: body as Record<string, unknown> });

test('texts are kept in composed form, whichever way they are written', async () => {
  const created = await send('POST', '/v1/notes', { title: decomposed, description: decomposed });
  const note = (await created.json()) as Note;
  expect(note).toMatchObject({ title: composed, description: composed });
  const replaced = await send('PUT', `/v1/notes/${note.id}`, { title: `${decomposed}s` });
  expect(await replaced.json()).toMatchObject({ title: `${composed}s`, version: 2 });
  const same = await send('PATCH', `/v1/notes/${note.id}`, { title: `${decomposed}s` });
  expect(await same.json()).toMatchObject({ title: `${composed}s`, version: 2 });
  const bulk = await send('POST', '/v1/notes/bulk', { notes: [{ title: 'plain' }, { title: decomposed }] });
  expect(await bulk.json()).toMatchObject({ notes: [{ title: 'plain' }, { title: composed }] });
});

test('what counts is the length of the composed form', async () => {
  expect((await send('POST', '/v1/notes', { title: 'e\u0301'.repeat(200) })).status).toBe(201);
  // This letter has no composed form: it is two characters in NFC.
  const longer = await send('POST', '/v1/notes', { title: '\u0958'.repeat(101) });
  expect(longer.status).toBe(422);
  expect(await longer.json()).toMatchObject({ errors: [{ pointer: '#/title' }] });
});

test('a repetition in the other form is the same request', async () => {
  const headers = { 'idempotency-key': 'cafe' };
  const first = await command.send('POST', '/v1/notes', { headers, body: { title: decomposed } });
  const second = await command.send('POST', '/v1/notes', { headers, body: { title: composed } });
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.headers.get('idempotent-replayed')).toBe('true');
});
