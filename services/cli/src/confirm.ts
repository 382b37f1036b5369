import { createInterface } from 'node:readline/promises';
import { UsageError } from './fail-clearly.ts';

/** `yes`: the person has agreed beforehand, by `--yes`. */
export type Agreement = { readonly yes?: true };

/**
 * Returns if the person at the terminal agrees to what `loss` says, a sentence on what is lost. Rejects with a UsageError, before
 * anything is done, if they do not; and without asking where nobody is there to be asked, or it is production, and `--yes` is not given.
 */
export async function confirm(loss: string, { yes }: Agreement, env: NodeJS.ProcessEnv): Promise<void> {
  if (yes) return;
  const { stdin: input, stdout, stderr: output } = process;
  if (env['NODE_ENV'] === 'production' || !input.isTTY || !stdout.isTTY)
    throw new UsageError(`${loss}\nNothing was done. If you mean it: --yes`);
  const prompt = createInterface({ input, output });
  try {
    const answer = await prompt.question(`${loss}\nGo on? [y/N] `);
    if (!/^y(?:es)?$/i.test(answer.trim())) throw new UsageError('Nothing was done.');
  } finally {
    prompt.close();
  }
}
