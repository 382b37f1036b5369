import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readPidFile, removePidFile, writePidFile } from './processes/pid-file.ts';
import { StackError } from './stack-error.ts';

// Not *.pid: those in run/ are what the owner started and what a later start may end.
const lockFile = (dir: string) => join(dir, 'owner');

/** The process that runs a stack in this folder; undefined if none does. */
export function stackOwner(dir: string): number | undefined {
  return readPidFile(lockFile(dir));
}

/** Claims the folder for this process and returns how to give it back. A StackError if a living process has it. */
export function lockStack(dir: string): () => void {
  mkdirSync(dir, { recursive: true });
  const file = lockFile(dir);
  for (let attempt = 1; ; attempt += 1) {
    try {
      writePidFile(file, process.pid, true);
      return () => removePidFile(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = stackOwner(dir);
      if (owner !== undefined)
        throw new StackError(`Already running in ${dir} (process ${owner}). Stop that one first.`);
      if (attempt > 1) throw new StackError(`Two starts at once in ${dir}: try again.`);
      removePidFile(file);
    }
  }
}
