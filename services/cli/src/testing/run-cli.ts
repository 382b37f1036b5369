import { vi } from 'vitest';
import { createProgram } from '../program.ts';

/** What a command printed, what it complained of, and what it ended with. */
export type Run = { readonly out: string; readonly err: string; readonly code: number };

/** Runs `notes` with these arguments, in this process. */
export async function runCli(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Run> {
  const printed: unknown[] = [];
  const complaints: unknown[] = [];
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((text) => void printed.push(text)),
    vi.spyOn(console, 'error').mockImplementation((text) => void complaints.push(text)),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => complaints.push(text) > 0),
  ];
  const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw Object.assign(new Error('exit'), { code });
  });
  process.exitCode = undefined;
  try {
    const code = await createProgram(env)
      .parseAsync(args, { from: 'user' })
      .then(
        () => Number(process.exitCode ?? 0),
        (error: { code: number }) => error.code,
      );
    return { out: printed.join('\n'), err: complaints.join('\n'), code };
  } finally {
    for (const spy of [...spies, exit]) spy.mockRestore();
    process.exitCode = undefined;
  }
}
