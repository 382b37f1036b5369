import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from '../stack.ts';
import type { Service } from './supervise-service.ts';

const fileName = 'stack.json';

/** What other tools may read while the system runs; it holds the database's password, so only its owner may. */
type StackFile = {
  readonly pid: number;
  readonly kafkaBrokers: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly urls: Readonly<Record<string, string>>;
  readonly pids: Readonly<Record<string, number>>;
};

/** Writes the file in one step, so that no reader sees half of it. */
export function writeStackFile(dir: string, stack: Stack, services: readonly Service[]): void {
  const processes = [
    ...Object.values(stack.servers).map(({ name, pid }) => ({ name, pid })),
    ...services.map(({ name, pid }) => ({ name, pid: pid() })),
  ];
  const running = processes.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, pid] as const]));
  const { kafkaBrokers, databaseUrl, redisUrl } = stack;
  const urls = Object.fromEntries(services.map(({ name, url }) => [name, url]));
  const file = { pid: process.pid, kafkaBrokers, databaseUrl, redisUrl, urls, pids: Object.fromEntries(running) };
  const path = join(dir, fileName);
  writeFileSync(`${path}.new`, `${JSON.stringify(file satisfies StackFile, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function removeStackFile(dir: string): void {
  rmSync(join(dir, fileName), { force: true });
}
