import { createHash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../stack-error.ts';
import type { OsUser } from './os-user.ts';
import { reachableBy } from './os-user.ts';

const pointerName = 'postgres.path';

/**
 * The folder that holds Postgres's data, made if need be and open to its user alone. It lies in `dir`,
 * which is opened for passing through if that is all it takes; or, when that user
 * cannot get there (a checkout below /root), in /var/tmp under a name of its own with a pointer to it left in `dir`.
 */
export function preparePostgresHome(dir: string, user: OsUser): { home: string; moved: boolean } {
  const inside = join(dir, 'postgres');
  if (reachableBy(user, dir) && !reachableBy(user, inside)) letThrough(dir);
  const moved = !reachableBy(user, inside);
  const home = moved
    ? join('/var/tmp', `notes-local-${createHash('sha256').update(dir).digest('hex').slice(0, 12)}`)
    : inside;
  makeOwn(home, user);
  chmodSync(home, 0o700);
  if (user.uid !== undefined && user.gid !== undefined) chownSync(home, user.uid, user.gid);
  if (moved) writeFileSync(join(dir, pointerName), `${home}\n`);
  return { home, moved };
}

/** In /var/tmp another user could have put a link or a folder in our place: such a one is refused. */
function makeOwn(home: string, user: OsUser): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const found = lstatSync(home);
  if (found.isDirectory() && (found.uid === user.uid || found.uid === process.getuid?.())) return;
  throw new StackError(`${home} belongs to another user: remove it, or set DATABASE_URL to a running Postgres.`);
}

/** A folder made by mkdtemp is closed to everyone else; passing through it shows nothing of what is in it. */
function letThrough(dir: string): void {
  chmodSync(dir, (statSync(dir).mode & 0o777) | 0o011);
}

/** The folder outside of `dir`, if there is one. */
export function outsidePostgresHome(dir: string): string | undefined {
  try {
    return readFileSync(join(dir, pointerName), 'utf8').trim();
  } catch {
    return undefined;
  }
}
