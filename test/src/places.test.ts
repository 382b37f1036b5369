import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Note } from '@notes/features/notes/contract';
import { afterAll, expect, test } from 'vitest';
import { call, tokenOf } from './harness/http.ts';
import { copyCheckout } from './places/copy-checkout.ts';
import { StartedSystem } from './places/started-system.ts';
import { unhelpfulEnvironment } from './places/unhelpful-environment.ts';

const base = mkdtempSync(join(tmpdir(), 'notes-place-'));
// Postgres's own user has to reach its data when the tests run as root.
chmodSync(base, 0o711);
const started: StartedSystem[] = [];
afterAll(async () => {
  for (const system of started) await system.stop();
  rmSync(base, { recursive: true, force: true });
});

async function start(root: string, env: NodeJS.ProcessEnv): ReturnType<typeof StartedSystem.start> {
  const system = await StartedSystem.start(root, env);
  started.push(system);
  return system;
}

test('a system in a folder and a shell of other people keeps what was written from one start to the next', async () => {
  const root = join(base, 'ö', `日本 x, 50% #1 'a' "b"`);
  copyCheckout(root);
  const { PATH, HOME } = process.env;
  const env = { ...unhelpfulEnvironment, PATH, HOME };

  const first = await start(root, env);
  expect(first.output).toContain(
    "HOST is left out: x86_64-conda-linux-gnu is no IP address, so it is taken for the shell's own",
  );
  const made = await call<Note>('POST', `${first.url}/v1/notes`, { body: { title: 'Kept' } });
  expect(made.status).toBe(201);
  const read = async (url: string) =>
    call<Note>('GET', `${url}/v1/notes/${made.body.id}`, {
      headers: { 'consistency-token': tokenOf(made), prefer: 'wait=20' },
    });
  expect((await read(first.url)).body).toEqual(made.body);
  await first.stop();

  const second = await start(root, env);
  expect((await read(second.url)).body).toEqual(made.body);
  const changed = await call('PUT', `${second.url}/v1/notes/${made.body.id}`, { body: { title: 'Changed' } });
  expect(changed.status).toBe(200);
  // Nothing lies where a name was misread.
  expect(readdirSync(base)).toEqual(['ö']);
  expect(existsSync(join(root, '.local/kafka/data/meta.properties'))).toBe(true);
  expect(readFileSync(join(root, '.local/kafka/server.properties'), 'latin1')).toMatch(/^[ -~\n]+$/);
}, 240_000);
