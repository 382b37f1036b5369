import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { advice } from '../advice.ts';
import { StackError } from '../stack-error.ts';
import { openLogFile } from './log-file.ts';
import { removePidFile, writePidFile } from './pid-file.ts';
import { signalTree } from './process-tree.ts';

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
