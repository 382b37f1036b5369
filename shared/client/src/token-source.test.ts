import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNotesClient } from './create-notes-client.ts';
import { readTokenFile } from './read-token-file.ts';
import { FakeService, problem } from './testing/fake-service.ts';
import type { TokenSource } from './token-source.ts';

let service: FakeService;
let folder: string;
beforeEach(async () => {
  service = await FakeService.start();
  folder = await mkdtemp(join(tmpdir(), 'notes-token-'));
});
afterEach(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

const clientWith = (token: TokenSource) => createNotesClient({ url: service.url, token });
const sent = () => service.asked.map(({ headers }) => headers.authorization);

test('a token is sent as it is, or as the function gives it at each attempt', async () => {
  service.replies({ body: {} });
  await clientWith('one').notes.find('a');
  expect(sent()).toEqual(['Bearer one']);
  let count = 0;
  const client = clientWith(async () => `token ${++count}`);
  service.replies(problem(503, 'unavailable', {}, { 'retry-after': '0' }), { body: {} });
  await client.tasks.find('a');
  expect(sent()).toEqual(['Bearer token 1', 'Bearer token 2']);
});

test('a file is read at each attempt, and may be replaced meanwhile', async () => {
  const file = join(folder, 'token');
  await writeFile(file, 'first\n');
  service.replies({ body: {} });
  for (const at of [file, pathToFileURL(file)]) await clientWith({ file: at }).notes.find('a');
  const client = clientWith({ file });
  await writeFile(file, '  second\r\n');
  await client.notes.find('a');
  expect(sent()).toEqual(['Bearer first', 'Bearer first', 'Bearer second']);
});

test('no token is no attempt, and an error that names the file', async () => {
  const file = join(folder, 'token');
  const client = clientWith({ file });
  const missing = client.notes.create({ title: 'x' });
  await expect(missing).rejects.toMatchObject({ message: `No token could be read from ${file}.`, status: undefined });
  await writeFile(file, ' \n');
  await expect(client.notes.find('a')).rejects.toThrow(`There is no token in ${file}: it is empty.`);
  expect(await client.reach()).toMatchObject({ ok: false, server: undefined, error: { name: 'NotesError' } });
  expect(service.asked).toEqual([]);
  await expect(readTokenFile(file)).rejects.toThrow('there are none in a browser');
});
