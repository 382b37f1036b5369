import { createInterface } from 'node:readline/promises';
import { createLogger, type Logger } from '@notes/service';
import { describeFailure } from './describe-failure.ts';
import { exitCodeOf, UsageError } from './exit-code.ts';

/** `yes`: the user has agreed beforehand, by `--yes`. */
export type Agreement = { readonly yes?: true };

/**
 * Returns if the user agrees to `loss`, a sentence on what is lost. Rejects with a UsageError, before
 * anything is done, if they do not, or, without `--yes`, if there is no terminal or it is production.
 */
export async function confirm(loss: string, { yes }: Agreement, env: NodeJS.ProcessEnv): Promise<void> {
  if (yes) return;
  const { stdin: input, stdout, stderr: output } = process;
  if (env['NODE_ENV'] === 'production' || !input.isTTY || !stdout.isTTY)
    throw new UsageError(`${loss}\nNothing was changed. To confirm, pass --yes`);
  const prompt = createInterface({ input, output });
  try {
    const answer = await prompt.question(`${loss}\nContinue? [y/N] `);
    if (!/^y(?:es)?$/i.test(answer.trim())) throw new UsageError('Nothing was changed.');
  } finally {
    prompt.close();
  }
}

/**
 * Runs a command. If it fails, prints why on stderr, without a stack, and has the process end with the code of the error.
 */
export async function failClearly(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    console.error(describeFailure(error));
    process.exitCode = exitCodeOf(error);
  }
}

// `-v` and `-q` set LOG_LEVEL for the command, so that it means the same here as for a service.

const isQuiet = ({ LOG_LEVEL }: NodeJS.ProcessEnv): boolean => /^(?:error|fatal|silent)$/.test(LOG_LEVEL ?? '');
export const isVerbose = ({ LOG_LEVEL }: NodeJS.ProcessEnv): boolean => /^(?:debug|trace)$/.test(LOG_LEVEL ?? '');

/** A message on stderr, beside the data on stdout: progress, or a warning. Not with `-q`. */
export function say(env: NodeJS.ProcessEnv, message: string): void {
  if (!isQuiet(env)) console.error(message);
}

/** A logger for what connects to servers: on stderr with `-v`, else silent, since a command reports its failures itself. */
export const commandLogger = (name: string, env: NodeJS.ProcessEnv): Logger =>
  createLogger(name, isVerbose(env) ? 'debug' : 'silent', process.stderr);

/** How a command shows what it has found: as a table where a person reads it, else as JSON. */
export type Shown = { readonly json?: true; readonly table?: true };

export const isTable = ({ json, table }: Shown): boolean => table ?? (json ? false : process.stdout.isTTY === true);
