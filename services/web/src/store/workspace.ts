import { createNotesClient, type NotesClient } from '@notes/client';
import { effect, signal, untracked } from '@preact/signals';
import type { PendingWrite } from '../domain/pending-write.ts';
import { createWorkspace, type Workspace } from './create-workspace.ts';
import { needsToken } from './say-error.ts';
import { token, userName } from './settings.ts';

/** The client of whoever uses this page: with a token, or else in the name that is given. */
export const createClient = (name: string, token: string): NotesClient =>
  createNotesClient({
    url: location.origin,
    ...(token === '' ? {} : { token }),
    ...(token !== '' || name === '' ? {} : { user: headerText(name) }),
  });

/** UTF-8 as a header carries it: one character for each byte. */
const headerText = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));

const begin = (unsent: readonly PendingWrite[]): Workspace =>
  createWorkspace(createClient(userName.value, token.value), unsent);

/** The caller's workspace; another one after name or token have changed. */
export const workspace = signal<Workspace>(begin([]));

let identity = identityNow();

effect(() => {
  const next = identityNow();
  if (next === identity) return;
  identity = next;
  untracked(() => {
    needsToken.value = false;
    workspace.value = begin(workspace.value.close());
  });
});

function identityNow(): string {
  return JSON.stringify([userName.value, token.value]);
}
