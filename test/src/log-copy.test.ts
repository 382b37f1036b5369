import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Note } from '@notes/features/notes/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, call, tokenOf } from './harness/http.ts';
import { root } from './harness/service-process.ts';
import { System } from './harness/system.ts';
import { testServers } from './harness/test-servers.ts';

const run = promisify(execFile);
let system: System;
let folder: string;

beforeAll(async () => {
  [system, folder] = await Promise.all([System.create(testServers()), mkdtemp(join(tmpdir(), 'notes-copy-'))]);
});
afterAll(async () => {
  await system?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The command line tool on another topic than that of the system. */
const cliOn = (topic: string, ...args: string[]) =>
  run(process.execPath, [`${root}services/cli/dist/bundle.js`, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...system.env, NOTES_TOPIC: topic },
  });

test('a log that was lost is imported from its copy, and tokens, read models and repeated commands hold', async () => {
  const first = await system.startAll();
  const post = (url: string, n: number) =>
    ask<Note>('POST', `${url}/v1/notes`, { body: { title: `Note ${n}` }, headers: { 'idempotency-key': `key-${n}` } });
  const notes = await Promise.all(Array.from({ length: 40 }, (_, n) => post(first.gateway.url, n)));
  const changed = await Promise.all(
    notes.slice(0, 20).map(({ body }, n) =>
      ask<Note>('PATCH', `${first.gateway.url}/v1/notes/${body.id}`, {
        body: { title: `Changed ${n}` },
        headers: { 'content-type': 'application/merge-patch+json' },
      }),
    ),
  );
  expect([...notes, ...changed].map(({ status }) => status)).toEqual([
    ...notes.map(() => 201),
    ...changed.map(() => 200),
  ]);
  for (const service of Object.values(first).toReversed()) await service.end('SIGTERM');

  const file = join(folder, 'log.gz');
  await system.cli('log', 'export', file);
  const topic = `${system.env['NOTES_TOPIC']}.again`;
  const imported = await cliOn(topic, 'log', 'import', file);
  expect(imported.stdout).toMatch(/log: 7\d records are in /);
  await cliOn(topic, 'setup');

  const NOTES_TOPIC = topic;
  const [command, , query] = await Promise.all([
    system.start('command', { NOTES_TOPIC }),
    system.start('projector', { NOTES_TOPIC }),
    system.start('query', { NOTES_TOPIC }),
  ]);
  for (const answer of changed) {
    const headers = { 'consistency-token': tokenOf(answer) };
    const read = await call<Note>('GET', `${query.url}/v1/notes/${answer.body.id}`, { headers });
    expect([read.status, read.body]).toEqual([200, answer.body]);
  }
  // The command is part of the log, so its repetition is known as one.
  expect((await post(command.url, 39)).body.id).toBe(notes[39]?.body.id);
  const later = await post(command.url, 40);
  const headers = { 'consistency-token': tokenOf(later) };
  expect(await call('GET', `${query.url}/v1/notes/${later.body.id}`, { headers })).toMatchObject({ status: 200 });
  await cliOn(topic, 'projection', 'build', '--wait');
  // Rejects if the sums differ.
  expect((await cliOn(topic, 'projection', 'status', '--checksum')).stdout).toContain('2');
});
