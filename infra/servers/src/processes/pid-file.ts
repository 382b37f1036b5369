import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { processIdentity } from './process-identity.ts';

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
