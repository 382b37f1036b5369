import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

type Kinship = { readonly pid: number; readonly parent: number };

/** The process and all that descend from it, parents before children. */
export function processTree(root: number): number[] {
  const all = existsSync('/proc/self/stat') ? kinshipFromProc() : kinshipFromPs();
  return descend(root, all);
}

/** Sends the signal to each process that is still there, parents first: a parent that is gone cannot replace its children. */
export function signalTree(root: number, signal: NodeJS.Signals): void {
  for (const pid of processTree(root)) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Pure part of {@link processTree}. */
export function descend(root: number, all: readonly Kinship[]): number[] {
  const found = [root];
  for (let next = 0; next < found.length; next += 1) {
    for (const { pid, parent } of all) if (parent === found[next] && !found.includes(pid)) found.push(pid);
  }
  return found;
}

function kinshipFromProc(): Kinship[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
        return [{ pid: Number(name), parent: Number(parent) }];
      } catch {
        return [];
      }
    });
}

function kinshipFromPs(): Kinship[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0]) => ({ pid, parent }));
}
