import { readdirSync, readFileSync } from 'node:fs';
import { cpuSeconds } from './process-figures.ts';

/** The ids of all processes that this one has started, and of those that they have. Linux only. */
export function descendants(): readonly number[] {
  const processes = readdirSync('/proc').flatMap(processOf);
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === process.pid || isOurs(parents.get(pid)));
  return processes.flatMap(({ pid, parent }) => (isOurs(parent) ? [pid] : []));
}

type Process = { readonly pid: number; readonly parent: number };

function processOf(name: string): Process[] {
  const pid = Number(name);
  if (Number.isNaN(pid)) return [];
  const [, parent] = /^\d+ \(.*\) \S+ (\d+) /.exec(statOf(pid)) ?? [];
  return [{ pid, parent: Number(parent) }];
}

/** Empty where the process has ended meanwhile. */
function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}

/** CPU time of one of them so far, in seconds; 0 if it has ended. */
export const secondsOf = (pid: number): number => (statOf(pid) === '' ? 0 : cpuSeconds(pid));

/** The program of one of them and its arguments; none if it has ended. */
export function argumentsOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
