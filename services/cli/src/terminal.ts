import { createInterface } from 'node:readline/promises';
import { describeError } from '@notes/service';

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

/** The command cannot be carried out as it was given: ends with 2. */
export class UsageError extends Error {}

/**
 * Runs a command. If it fails, prints why on stderr, without a stack, and has the process end
 * with 1, or with 2 where the command itself is at fault.
 */
export async function failClearly(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    console.error(describeError(error));
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

type Cell = string | number | null | undefined;

/** Columns under their headings, for a terminal. Control characters are shown as dots, so that no text can act on it. */
export function formatTable(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [headings, ...rows].map((cells) => cells.map((cell) => String(cell ?? '').replaceAll(/\p{Cc}/gu, '·')));
  const widths = headings.map((_, i) => Math.max(...lines.map((cells) => cells[i]?.length ?? 0)));
  return lines
    .map((cells) =>
      cells
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
