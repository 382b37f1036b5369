import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { OsUser } from './os-user.ts';

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
