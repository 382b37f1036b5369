import { describeError } from '@notes/service';

/** The command cannot be carried out as it was given: ends with 2. */
export class UsageError extends Error {}

/**
 * Does what a command is there for. If that fails, says why on stderr, for people and without a stack, and has the process end
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
