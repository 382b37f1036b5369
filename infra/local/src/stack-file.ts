import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from '@notes/servers';
import type { Service } from './keep-running.ts';

const fileName = 'stack.json';
const envFileName = 'env';

/** What other tools may read while the system runs; it holds the database's password, so only its owner may. */
type StackFile = {
  readonly pid: number;
  readonly kafkaBrokers: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly urls: Readonly<Record<string, string>>;
  readonly pids: Readonly<Record<string, number>>;
};

/**
 * Writes the file in one step, so that no reader sees half of it; and beside it what the command line tool needs in its
 * environment, to be read in by a shell.
 */
export function writeStackFile(dir: string, stack: Stack, services: readonly Service[]): void {
  const processes = [
    ...Object.values(stack.servers).map(({ name, pid }) => ({ name, pid })),
    ...services.map(({ name, pid }) => ({ name, pid: pid() })),
  ];
  const running = processes.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, pid] as const]));
  const { kafkaBrokers, databaseUrl, redisUrl } = stack;
  const urls = Object.fromEntries(services.map(({ name, url }) => [name, url]));
  const file = { pid: process.pid, kafkaBrokers, databaseUrl, redisUrl, urls, pids: Object.fromEntries(running) };
  replaceFile(join(dir, fileName), `${JSON.stringify(file satisfies StackFile, null, 2)}\n`);
  replaceFile(
    join(dir, envFileName),
    shellLines({ KAFKA_BROKERS: kafkaBrokers, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }),
  );
}

export function removeStackFile(dir: string): void {
  for (const name of [fileName, envFileName]) rmSync(join(dir, name), { force: true });
}

function replaceFile(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** As a POSIX shell reads it: nothing within single quotes means anything but the single quote. */
export const shellLines = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join('');
