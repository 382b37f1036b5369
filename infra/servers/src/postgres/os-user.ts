import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { runCommand } from '../processes/run-command.ts';
import { StackError } from '../stack-error.ts';

const lookupTimeoutMs = 10_000;

/** Spawn options: empty for our own user. */
export type OsUser = { readonly uid?: number; readonly gid?: number };

/**
 * Whom Postgres runs as. It refuses to run as root, so root lends it the user that packages of Postgres create; anybody else
 * runs it as themselves.
 */
export async function postgresOsUser(env: NodeJS.ProcessEnv): Promise<OsUser> {
  if (process.getuid?.() !== 0) return {};
  try {
    const ids = ['-u', '-g'].map(async (flag) =>
      Number(await runCommand('id', [flag, 'postgres'], { env, timeoutMs: lookupTimeoutMs })),
    );
    const [uid, gid] = await Promise.all(ids);
    return { uid: uid as number, gid: gid as number };
  } catch (error) {
    throw new StackError(
      'Postgres does not run as root, and this machine has no user "postgres" to run it as.\n' +
        'Create one (useradd --system postgres), start as an ordinary user, or set DATABASE_URL to a running Postgres.',
      { cause: error },
    );
  }
}

export type Owned = { readonly uid: number; readonly gid: number; readonly mode: number };

/** Whether the user may pass through every existing folder above the path. Our own user always may, as far as we care. */
export function reachableBy(user: OsUser, path: string, stat: (path: string) => Owned = statSync): boolean {
  if (user.uid === undefined) return true;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const owned = existing(folder, stat);
    if (owned && !mayPass(user, owned)) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Unix looks at one class only: the owner's bits count for the owner even if others have more. */
function mayPass(user: OsUser, { uid, gid, mode }: Owned): boolean {
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

function existing(folder: string, stat: (path: string) => Owned): Owned | undefined {
  try {
    return stat(folder);
  } catch {
    return undefined;
  }
}
