import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, serverEnvironment } from '../processes/run-command.ts';
import type { StartContext } from '../stack.ts';
import type { PostgresProgram } from './find-postgres.ts';
import type { OsUser } from './os-user.ts';

const initTimeoutMs = 60_000;
const firstWithBuiltinLocale = 17;

/** Major version that made the data in `home`; undefined when there is none yet. */
export function dataMajor(home: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(home, 'data', 'PG_VERSION'), 'utf8'), 10);
  } catch {
    return undefined;
  }
}

/**
 * Makes the data folder if there is none. A superuser of Postgres can run any program as its user, and every account of this
 * machine can reach a port on loopback: hence a random password, although only the services need it.
 */
export async function initDatabase(
  program: PostgresProgram,
  home: string,
  user: OsUser,
  context: StartContext,
): Promise<void> {
  if (existsSync(join(home, 'data'))) return;
  context.tell('creating the data folder');
  const unfinished = join(home, 'data.new');
  rmSync(unfinished, { recursive: true, force: true });
  const passwordFile = join(home, 'password');
  writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) chownSync(passwordFile, user.uid, user.gid);
  const args = [
    '-D',
    unfinished,
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
  ];
  await runCommand(join(program.binDir, 'initdb'), [...args, ...localeArgs(program.major)], {
    ...user,
    cwd: home,
    env: serverEnvironment(context.env),
    timeoutMs: initTimeoutMs,
    signal: context.signal,
  });
  renameSync(unfinished, join(home, 'data'));
}

/** The same order and the same upper and lower case on every platform: by code point, with all of Unicode's letters. */
function localeArgs(major: number): string[] {
  if (major < firstWithBuiltinLocale) return ['--locale=C.UTF-8'];
  return ['--locale=C.UTF-8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
}

export function readPassword(home: string): string {
  return readFileSync(join(home, 'password'), 'utf8').trim();
}
