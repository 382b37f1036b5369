import { type ExecFileOptions, execFile } from 'node:child_process';
import { advice } from '../advice.ts';
import { StackError } from '../stack-error.ts';

const shownLines = 12;

export type CommandOptions = Pick<ExecFileOptions, 'cwd' | 'env' | 'uid' | 'gid'> & {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Runs a short-lived program and returns all that it printed, standard output first. A StackError carries the end of the
 * output and, where we know it, what to do; it is also given when the program does not exist or takes longer than `timeoutMs`.
 */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const { timeoutMs, signal, ...rest } = options;
  return new Promise((resolve, reject) => {
    const settings = { ...rest, ...(signal ? { signal } : {}), timeout: timeoutMs, maxBuffer: 16 * 1024 * 1024 };
    execFile(command, args, { ...settings, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout + stderr);
      if (signal?.aborted) return reject(signal.reason);
      const output = (stdout + stderr).trim().split('\n').slice(-shownLines).join('\n');
      const why = error.killed ? `took longer than ${timeoutMs} ms` : `failed (${error.code ?? error.signal})`;
      const told = [`${command} ${args[0] ?? ''} ${why}`, output, advice(`${error.code} ${output}`)];
      reject(new StackError(told.filter(Boolean).join('\n'), { cause: error }));
    });
  });
}
