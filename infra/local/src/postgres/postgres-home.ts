import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OsUser } from './os-user.ts';
import { reachableBy } from './reachable-by.ts';

const pointerName = 'postgres.path';

/**
 * The folder that holds Postgres's data, made if need be and open to its user alone. It lies in `dir`, or, when that user
 * cannot get there (a checkout below /root), in /var/tmp under a name of its own with a pointer to it left in `dir`.
 */
export function preparePostgresHome(dir: string, user: OsUser): { home: string; moved: boolean } {
  const inside = join(dir, 'postgres');
  const moved = !reachableBy(user, inside);
  const home = moved
    ? join('/var/tmp', `notes-local-${createHash('sha256').update(dir).digest('hex').slice(0, 12)}`)
    : inside;
  mkdirSync(home, { recursive: true, mode: 0o700 });
  chmodSync(home, 0o700);
  if (user.uid !== undefined && user.gid !== undefined) chownSync(home, user.uid, user.gid);
  if (moved) writeFileSync(join(dir, pointerName), `${home}\n`);
  return { home, moved };
}

/** The folder outside of `dir`, if there is one. */
export function outsidePostgresHome(dir: string): string | undefined {
  try {
    return readFileSync(join(dir, pointerName), 'utf8').trim();
  } catch {
    return undefined;
  }
}
