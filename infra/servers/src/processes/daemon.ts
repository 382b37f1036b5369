import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { closeSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { advice, StackError } from '../stack-error.ts';
import { openLogFile } from './log-file.ts';
import { type PidFile, processIdentity, removePidFile, runningPidFiles, writePidFile } from './pid-file.ts';
import { retry } from './retry.ts';

const stopDeadlineMs = 10_000;

export type DaemonPlan = Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'> & {
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
  /** Begin a new log and put the former aside; else go on where it ends. */
  readonly freshLog: boolean;
  readonly pidFile: string;
};

type DaemonExit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type Daemon = {
  readonly pid: number;
  readonly exited: Promise<DaemonExit>;
  readonly running: () => boolean;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Interrupts it and resolves when it is gone; after 10 s it is killed. */
  readonly stop: () => Promise<void>;
};

/**
 * Starts a long-running program in a session of its own, so that a Ctrl-C in the terminal reaches only us and the order of
 * stopping stays ours. Its output goes to the log file directly: nothing is lost when we die. If we exit without stopping
 * it, it is killed; if we are killed outright, the pid file lets the next start find it.
 */
export async function spawnDaemon(plan: DaemonPlan): Promise<Daemon> {
  const { command, args, logFile, freshLog, pidFile, ...options } = plan;
  const log = openLogFile(logFile, freshLog);
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const pid = await spawned(child, command);
  const killAtExit = () => signalTree(pid, 'SIGKILL');
  process.on('exit', killAtExit);
  const exited = new Promise<DaemonExit>((resolve) => {
    child.once('exit', (code, signal) => {
      process.off('exit', killAtExit);
      removePidFile(pidFile);
      resolve({ code, signal });
    });
  });
  writePidFile(pidFile, pid);
  const running = () => child.exitCode === null && child.signalCode === null;
  const kill = (signal: NodeJS.Signals) => {
    if (running()) signalTree(pid, signal);
  };
  return { pid, exited, running, kill, stop: () => stop(kill, running, exited) };
}

async function spawned(child: ChildProcess, command: string): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  } catch (error) {
    const told = [`${command} cannot be run: ${(error as Error).message}`, advice(String(error))];
    throw new StackError(told.filter(Boolean).join('\n'), { cause: error });
  }
  if (child.pid === undefined) throw new Error(`${command} has no pid although it was started`);
  return child.pid;
}

async function stop(kill: Daemon['kill'], running: () => boolean, exited: Promise<DaemonExit>): Promise<void> {
  if (!running()) return;
  // One that was frozen by a test cannot react to anything else before it continues.
  kill('SIGCONT');
  kill('SIGINT');
  const timer = setTimeout(() => kill('SIGKILL'), stopDeadlineMs);
  await exited;
  clearTimeout(timer);
}

type Kinship = { readonly pid: number; readonly parent: number };

/** The process and all that descend from it, parents before children. */
export function processTree(root: number): number[] {
  const all = existsSync('/proc/self/stat') ? kinshipFromProc() : kinshipFromPs();
  return descend(root, all);
}

/** Sends the signal to each process that is still there, parents first: a parent that is gone cannot replace its children. */
function signalTree(root: number, signal: NodeJS.Signals): void {
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

const usualDeadlineMs = 10_000;

/**
 * Ends what an earlier run left behind because it was killed itself, and reports each. Only processes whose identity
 * we wrote down ourselves are touched. One that does not end within `deadlineMs` is killed.
 */
export async function stopLeftovers(
  runFolder: string,
  tell: (left: PidFile) => void,
  deadlineMs: number = usualDeadlineMs,
): Promise<void> {
  await Promise.all(
    runningPidFiles(runFolder).map(async (left) => {
      tell(left);
      await stopProcess(left.pid, deadlineMs);
      removePidFile(left.file);
    }),
  );
}

async function stopProcess(pid: number, deadlineMs: number): Promise<void> {
  const identity = processIdentity(pid);
  const gone = () => {
    if (identity !== undefined && processIdentity(pid) === identity) throw new Error(`process ${pid} does not end`);
  };
  // A process that was left frozen cannot react to anything else before it continues.
  signalTree(pid, 'SIGCONT');
  signalTree(pid, 'SIGINT');
  try {
    await retry(gone, { timeoutMs: deadlineMs });
  } catch {
    signalTree(pid, 'SIGKILL');
    await retry(gone, { timeoutMs: usualDeadlineMs });
  }
}
