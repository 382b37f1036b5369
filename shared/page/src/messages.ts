import { interpretStatus, NotesError, UnauthorizedError } from '@notes/client';
import { signal } from '@preact/signals';

export type Toast = {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
};

/** More would cover the page. */
const most = 3;

let nextId = 1;

/** Short messages about what was done, newest last. */
export const toasts = signal<readonly Toast[]>([]);

export function notify(text: string, action?: Toast['action']): void {
  toasts.value = [...toasts.value.slice(1 - most), { id: nextId, text, action }];
  nextId += 1;
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** Whether the service requires a token that this page does not have. */
export const needsToken = signal(false);

/** The text of an error for the user. Sets `needsToken` if the service requires a token. */
export function describeError(error: unknown): string {
  if (error instanceof UnauthorizedError) {
    needsToken.value = true;
    return 'The service requires you to sign in.';
  }
  if (error instanceof NotesError && error.problem !== undefined) return `${interpretStatus(error.problem)}`;
  if (error instanceof NotesError) return 'The service cannot be reached at the moment.';
  return error instanceof Error ? error.message : String(error);
}
