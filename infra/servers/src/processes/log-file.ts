import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';

const tailBytes = 16 * 1024;

/** Opens the log for appending. What an earlier run wrote is kept beside it as `<file>.1`; the run before that is forgotten. */
export function openLogFile(file: string, fresh: boolean): number {
  mkdirSync(dirname(file), { recursive: true });
  if (fresh) {
    try {
      renameSync(file, `${file}.1`);
    } catch {
      // There was no earlier run.
    }
  }
  return openSync(file, 'a', 0o600);
}

/** The last lines of a log, without blank ones; none if there is no log. */
export function lastLines(file: string, count: number): string[] {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(handle);
    const buffer = Buffer.alloc(Math.min(size, tailBytes));
    readSync(handle, buffer, 0, buffer.length, size - buffer.length);
    const lines = buffer.toString('utf8').split('\n');
    return lines.filter((line) => line.trim() !== '').slice(-count);
  } finally {
    closeSync(handle);
  }
}
