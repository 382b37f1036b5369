import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManagedServer, Stack } from '@notes/servers';
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
    shellLines({
      ...{ KAFKA_BROKERS: kafkaBrokers, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl },
      NOTES_URL: urls['gateway'] ?? '',
    }),
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

const origins = { given: '', program: 'installed here', embedded: 'embedded' } as const;

type Shown = Pick<ManagedServer, 'name' | 'origin' | 'description'>;

/** What the person who typed `npm start` gets to read last. */
export function summary(
  urls: Readonly<Record<string, string>>,
  servers: readonly Shown[],
  dir: string,
  authenticated: boolean,
): string {
  const gateway = urls['gateway'] ?? '';
  const others = Object.entries(urls).filter(([name]) => name !== 'gateway');
  const token = authenticated ? ["  -H 'authorization: Bearer <token>' \\"] : [];
  return [
    '',
    `  Notes is running.   ${gateway}/`,
    '',
    ...rows([
      ['API and its description', `${gateway}/v1/notes   ${gateway}/docs`],
      ...others.map(([name, url]): Row => [name, url]),
      ...servers.map(
        ({ name, origin, description }): Row => [name, [description, origins[origin]].filter(Boolean).join(', ')],
      ),
      ['data and logs', dir],
      ['to operate it', `. ${shellWord(`${dir}/env`)}; node services/cli/dist/bundle.js --help`],
    ]),
    '',
    '  Try it:',
    '',
    `  curl -i ${gateway}/v1/notes \\`,
    ...token,
    '  -H \'content-type: application/json\' -d \'{"title": "My first note"}\'',
    '',
    '  Ctrl-C stops everything; the data is kept.',
    '',
  ].join('\n');
}

type Row = readonly [string, string];

function rows(table: readonly Row[]): string[] {
  const width = Math.max(...table.map(([name]) => name.length));
  return table.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}

/** As a shell reads it back: quoted, where it holds anything that a shell would take for its own. */
const shellWord = (text: string): string =>
  /^[\p{L}\p{N}/._~-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
