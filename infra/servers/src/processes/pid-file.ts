import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export type PidFile = { readonly name: string; readonly file: string; readonly pid: number };

type Stored = { readonly pid: number; readonly identity: string };

/**
 * Notes who runs, together with its identity, so that a later start can tell our process from a stranger with its pid.
 * With `exclusive` the file must not exist yet: EEXIST otherwise.
 */
export function writePidFile(file: string, pid: number, exclusive = false): void {
  mkdirSync(dirname(file), { recursive: true });
  const stored: Stored = { pid, identity: processIdentity(pid) ?? 'gone' };
  writeFileSync(file, JSON.stringify(stored), { flag: exclusive ? 'wx' : 'w', mode: 0o600 });
}

/** The pid in the file if exactly that process still runs, else undefined. */
export function readPidFile(file: string): number | undefined {
  try {
    const stored = JSON.parse(readFileSync(file, 'utf8')) as Stored;
    return processIdentity(stored.pid) === stored.identity ? stored.pid : undefined;
  } catch {
    return undefined;
  }
}

export function removePidFile(file: string): void {
  rmSync(file, { force: true });
}

/** Every process noted in the folder that still runs; the files of the others are removed. */
export function runningPidFiles(folder: string): PidFile[] {
  return pidFilesIn(folder).flatMap((file) => {
    const pid = readPidFile(file);
    if (pid !== undefined) return [{ name: basename(file, '.pid'), file, pid }];
    removePidFile(file);
    return [];
  });
}

function pidFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.pid'))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/**
 * A text that no other process has had or will have under this pid: when it began. Undefined when there is no such process,
 * or it is a zombie. A pid alone proves nothing, since it is given to a stranger as soon as its owner is gone.
 */
export function processIdentity(pid: number): string | undefined {
  return existsSync('/proc/self/stat') ? identityFromProc(pid) : identityFromPs(pid);
}

function identityFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name, may itself hold spaces and parentheses.
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${rest[18]}`;
  } catch {
    return undefined;
  }
}

function identityFromPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const [state = '', ...began] = line.split(/\s+/);
    return began.length === 0 || state.startsWith('Z') ? undefined : began.join(' ');
  } catch {
    return undefined;
  }
}
