import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServiceProcess } from './harness/service-process.ts';
import { System } from './harness/system.ts';
import { testServers } from './harness/test-servers.ts';

const bundle = fileURLToPath(new URL('../../services/cli/dist/bundle.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'notes-cli-'));
const session = join(folder, 'session.json');
const secret = 'a secret of more than thirty-two bytes';

let system: System;
let gateway: ServiceProcess;
beforeAll(async () => {
  system = await System.create(testServers(), { AUTH_JWT_SECRET: secret });
  ({ gateway } = await system.startAll());
});
afterAll(async () => {
  await system?.stop();
  rmSync(folder, { recursive: true });
});

type Run = { readonly out: string; readonly err: string; readonly code: number };
const environment = () => ({
  ...{ PATH: process.env['PATH'] ?? '', NOTES_SESSION: session, NOTES_URL: gateway.url },
  ...system.env,
});

/** Runs the built tool as a script would: neither stdin nor stdout is a terminal. */
const notes = (...args: string[]): Promise<Run> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [bundle, ...args], { env: environment() }, (error, out, err) =>
      resolve({ out, err, code: error === null ? 0 : Number(error.code) }),
    );
    child.stdin?.end();
  });
const json = async (...args: string[]) => {
  const { out, err, code } = await notes(...args);
  expect({ err, code }).toEqual({ err: '', code: 0 });
  return JSON.parse(out);
};

test('a session from the first login to the bin: each call sees what the ones before it wrote', async () => {
  const refused = await notes('tasks', 'list');
  expect([refused.code, refused.err]).toEqual([5, expect.stringContaining('notes login')]);
  const token = (await system.cli('token', '--sub', 'ada')).trim();
  expect(await notes('login', '--token', 'not one')).toMatchObject({ code: 5 });
  expect(await notes('login', '--token', token)).toMatchObject({
    code: 0,
    out: expect.stringContaining('with a token'),
  });
  expect(statSync(session).mode & 0o777).toBe(0o600);

  // Software that knows no tasks yet must have gone before the first one is written.
  const task = await eventually(() => json('tasks', 'create', '--title', 'Paint it', '--unique-title', 'roof'));
  expect(task).toMatchObject({ title: 'Paint it', created_by: 'ada', severity: null });
  const taken = await notes('task', 'create', '--title', 'Mend it', '--unique-title', 'roof');
  expect(taken).toMatchObject({ code: 4, err: expect.stringContaining(`notes tasks get ${task.id}`) });
  expect(await json('tasks', 'list', '--unique-title', 'roof')).toEqual(task);
  const changed = await json('tasks', 'update', task.id, '--severity', '3', '--done-at', 'true', '--if-match', '1');
  expect(changed).toMatchObject({ severity: 3, version: 2 });
  expect(await notes('tasks', 'update', task.id, '--title', 'Later', '--if-match', '1')).toMatchObject({ code: 4 });
  expect(await notes('tasks', 'update', task.id, '--title', 'x')).toMatchObject({
    ...{ code: 2, err: expect.stringMatching(/^--title: /) },
  });
  expect(await json('tasks', 'update', task.id, '--unset', 'severity')).toMatchObject({ severity: null });
  expect(
    (await notes('tasks', 'history', task.id)).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type),
  ).toEqual([...['TaskCreated', 'TaskRevised', 'TaskRevised']]);
  expect(await json('tasks', 'get', task.id, '--at-version', '1')).toEqual(task);
  expect(await json('tasks', 'delete', task.id)).toEqual({ id: task.id, version: 4 });
  expect(await notes('tasks', 'get', task.id)).toMatchObject({ code: 3, out: '' });
  expect(await json('tasks', 'list', '--deleted')).toMatchObject({ id: task.id });
  expect(await json('tasks', 'restore', task.id)).toMatchObject({ version: 5 });

  const created = await notes('notes', 'create', '--data', '[{"title": "a"}, {"title": "b"}]');
  expect(created).toMatchObject({ code: 0, err: 'created: 2\n' });
  expect((await notes('notes', 'list', '--table', '--columns', 'title,priority', '--order-by', '-title')).out).toBe(
    'title  priority\nb      0\na      0\n',
  );
  expect(await notes('notes', 'delete', '--search', 'a')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--yes'),
  });
  expect(await json('notes', 'delete', '--search', 'a', '--yes')).toEqual({ deleted: 1 });
  expect((await notes('notes', 'list', '--count')).out).toBe('1\n');

  // A position of a log that has been replaced since.
  const kept = JSON.parse(readFileSync(session, 'utf8'));
  kept.servers[gateway.url].position = 'zzzzzzzz:0-1';
  writeFileSync(session, JSON.stringify(kept));
  expect(await notes('notes', 'list', '--count')).toMatchObject({
    out: '1\n',
    err: expect.stringContaining('begun afresh'),
    code: 0,
  });
  expect((await notes('notes', 'list', '--count', '-v')).err).toMatch(/^GET http:\S+ 200 \d+ ms\n$/);

  expect((await notes('logout')).code).toBe(0);
  expect(readFileSync(session, 'utf8')).not.toContain(token);
  expect((await notes('notes', 'list')).code).toBe(5);
});

test('what happens is printed as it happens, until Ctrl-C; and nobody minds a reader that has seen enough', async () => {
  const NOTES_TOKEN = (await system.cli('token', '--sub', 'ada')).trim();
  const child = spawn(process.execPath, [bundle, 'notes', 'watch', '--event', '*Created'], {
    env: { ...environment(), NOTES_TOKEN },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  await eventually(() => expect(err).toContain('following notes'));
  const title = 'Seen';
  await notes('notes', 'create', '--title', title, '--token', NOTES_TOKEN);
  await eventually(() => expect(out).toContain(title));
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(JSON.parse(out)).toMatchObject({ type: 'NoteCreated', data: { title } });

  const reader = spawn(process.execPath, [bundle, 'events', 'tail', '--since', 'beginning'], { env: environment() });
  reader.stdout.destroy();
  let complaint = '';
  reader.stderr.on('data', (text) => (complaint += text));
  expect(await new Promise((resolve) => reader.once('close', resolve))).toBe(0);
  expect(complaint).toBe('');
});

test('the log that the system wrote holds, and the doctor finds nothing', async () => {
  const report = await json('events', 'verify');
  expect(report).toMatchObject({
    holds: true,
    families: { tasks: { live: 1 }, notes: { deleted: 1 } },
    unique: { values: 1 },
  });
  const token = (await system.cli('token', '--sub', 'ada')).trim();
  const { findings, problems } = await json('doctor', '--token', token);
  expect(findings.filter(({ state }: { state: string }) => state !== 'ok')).toEqual([]);
  expect([findings.length > 10, problems]).toEqual([true, 0]);
});
