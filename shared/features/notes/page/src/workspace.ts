import type { Connection } from '@notes/page';
import { openSubjects, type PendingWrite, type Subjects } from '@notes/page/subjects';
import { type Commands, createCommands, writeHandlers } from './commands.ts';
import type { Content } from './content.ts';
import { notesOf } from './resource.ts';
import type { ListView } from './route.ts';
import { route } from './view-state.ts';

/** The notes of one caller: made anew when name or token change. */
export type NotesWorkspace = Subjects<Content, ListView> &
  Pick<Connection, 'client' | 'events'> & { readonly commands: Commands };

/** `unsent` are failed writes of the workspace before, to be sent by this one. */
export function createWorkspace(connection: Connection, unsent: readonly PendingWrite<Content>[]): NotesWorkspace {
  const { client, events } = connection;
  const subjects = openSubjects({
    ...{ connection, unsent },
    resource: notesOf(client),
    api: client.notes,
    handlers: writeHandlers,
    view: () => route.value.view,
    openId: () => route.value.open,
  });
  return { client, events, ...subjects, commands: createCommands(subjects.queue) };
}
