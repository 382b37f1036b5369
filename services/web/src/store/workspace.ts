import { effect, signal, untracked } from '@preact/signals';
import type { PendingWrite } from '../domain/pending-write.ts';
import { createClient } from './create-client.ts';
import { createWorkspace, type Workspace } from './create-workspace.ts';
import { needsToken } from './say-error.ts';
import { token, userName } from './settings.ts';

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
