import { notesView } from '@notes/feature-notes-page';
import { tasksView } from '@notes/feature-tasks-page';
import { type Connection, connect, needsToken, token, userName, type View, type Workspace } from '@notes/page';
import { effect, signal, untracked } from '@preact/signals';

/** The page's menu. The first view has all paths that no other one has. */
export const views: readonly View[] = [notesView, tasksView];

/** The connection and the workspaces, in the order of `views`, of one user. */
type Caller = { readonly connection: Connection; readonly workspaces: readonly Workspace[] };

function callerWith(begins: readonly View['begin'][]): Caller {
  const connection = connect(userName.value, token.value);
  return { connection, workspaces: begins.map((begin) => begin(connection)) };
}

/** The user of the page; replaced when name or token change. */
export const caller = signal<Caller>(callerWith(views.map(({ begin }) => begin)));

let identity = identityNow();

effect(() => {
  const next = identityNow();
  if (next === identity) return;
  identity = next;
  untracked(() => {
    needsToken.value = false;
    const { connection, workspaces } = caller.value;
    const begins = workspaces.map((workspace) => workspace.close());
    connection.close();
    caller.value = callerWith(begins);
  });
});

function identityNow(): string {
  return JSON.stringify([userName.value, token.value]);
}
