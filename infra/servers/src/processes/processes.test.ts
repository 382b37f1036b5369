import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { descend, spawnDaemon, stopLeftovers } from './daemon.ts';
import { lastLines } from './log-file.ts';
import { processIdentity, readPidFile, writePidFile } from './pid-file.ts';
import { retry } from './retry.ts';
import { runCommand } from './run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'processes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const forEver = ['-e', 'console.log("up"); setInterval(() => {}, 1e6)'];
const deaf = ['-e', 'process.on("SIGINT", () => console.log("no")); console.log("up"); setInterval(() => {}, 1e6)'];

function daemonPlan(name: string, args: readonly string[]) {
  const files = { logFile: join(folder, `${name}.log`), pidFile: join(folder, 'run', `${name}.pid`) };
  return { command: process.execPath, args, ...files, freshLog: true };
}

test('tells a process from a later one with the same pid', () => {
  const file = join(folder, 'stranger.pid');
  writePidFile(file, process.pid);
  expect(readPidFile(file)).toBe(process.pid);
  writeFileSync(file, JSON.stringify({ pid: process.pid, identity: 'of somebody before us' }));
  expect(readPidFile(file)).toBeUndefined();
  writeFileSync(file, 'half a fi');
  expect(readPidFile(file)).toBeUndefined();
});

test('finds all descendants, parents first', () => {
  const all = [
    { pid: 30, parent: 20 },
    { pid: 20, parent: 10 },
    { pid: 21, parent: 10 },
    { pid: 99, parent: 1 },
  ];
  expect(descend(10, all)).toEqual([10, 20, 21, 30]);
});

test('starts a program of its own session, logs its output and stops it', async () => {
  const plan = daemonPlan('plain', forEver);
  const daemon = await spawnDaemon(plan);
  await retry(() => expect(lastLines(plan.logFile, 5)).toEqual(['up']), { timeoutMs: 5_000 });
  expect(readPidFile(plan.pidFile)).toBe(daemon.pid);
  await daemon.stop();
  expect(await daemon.exited).toEqual({ code: null, signal: 'SIGINT' });
  expect(readPidFile(plan.pidFile)).toBeUndefined();
  expect(daemon.running()).toBe(false);
  await daemon.stop();
});

test('ends what an earlier run left behind, however deaf, and leaves strangers alone', async () => {
  const plan = daemonPlan('deaf', deaf);
  const left = spawn(process.execPath, deaf, { stdio: 'ignore', detached: true });
  const stranger = spawn(process.execPath, forEver, { stdio: 'ignore' });
  writePidFile(plan.pidFile, left.pid as number);
  writeFileSync(join(folder, 'run', 'reused.pid'), JSON.stringify({ pid: stranger.pid, identity: 'another' }));
  const told: string[] = [];
  await stopLeftovers(join(folder, 'run'), ({ name }) => told.push(name), 200);
  expect(told).toEqual(['deaf']);
  expect(processIdentity(left.pid as number)).toBeUndefined();
  expect(processIdentity(stranger.pid as number)).toBeDefined();
  stranger.kill('SIGKILL');
});

test('explains a program that is not there and one that fails', async () => {
  const missing = spawnDaemon({ ...daemonPlan('missing', []), command: join(folder, 'no-such-program') });
  await expect(missing).rejects.toThrow(/no-such-program cannot be run: .*ENOENT/);
  const failing = runCommand(process.execPath, ['-e', 'console.error("No space left on device"); process.exit(3)'], {
    timeoutMs: 10_000,
  });
  await expect(failing).rejects.toThrow(/failed \(3\)\nNo space left on device\nThe disk is full/);
});

test('ends a program that takes too long', async () => {
  await expect(runCommand(process.execPath, forEver, { timeoutMs: 300 })).rejects.toThrow('took longer than 300 ms');
});
