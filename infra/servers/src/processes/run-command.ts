import { type ExecFileOptions, execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { advice, StackError } from '../stack-error.ts';

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

/** The full path of the first executable file of that name on PATH. */
export function programOnPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * What Java, Postgres and Redis would take from a shell for themselves, over what they are told: other servers' addresses and options,
 * and languages, in which they would name files and write their logs.
 */
const theirs = /^(?:PG|POSTGRES|KAFKA_|REDIS_|_JAVA_|JDK_|JAVA_(?!HOME$)|LC_|LANG$|LANGUAGE$|CLASSPATH$)/;

/** The environment of a server of our own. Names of files are UTF-8: else Java could not open a folder called `ö`. */
export const serverEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !theirs.test(name))),
  LC_ALL: 'C.UTF-8',
});
