import { interpretStatus, NotesError, UnauthorizedError } from '@notes/client';
import { signal } from '@preact/signals';

/** Whether the service has asked for a token that this page does not have. */
export const needsToken = signal(false);

/** What went wrong, for people. Notices on the way if a token is wanted. */
export function sayError(error: unknown): string {
  if (error instanceof UnauthorizedError) {
    needsToken.value = true;
    return 'The service wants to know who you are.';
  }
  if (error instanceof NotesError && error.problem !== undefined) return `${interpretStatus(error.problem)}`;
  if (error instanceof NotesError) return 'The service cannot be reached at the moment.';
  return error instanceof Error ? error.message : String(error);
}
