import { type Connection, describeError, notify } from '@notes/page';
import {
  newId,
  newWrite,
  openSubjects,
  type PendingWrite,
  type Subjects,
  type WriteHandlers,
  type WriteQueue,
} from '@notes/page/subjects';
import { type AnyNote, type Content, changedContent, composed, contentOf, emptyContent } from './content.ts';
import { notesOf } from './resource.ts';
import type { ListView } from './route.ts';
import { conflict, drafts, open, route } from './view-state.ts';

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

type Commands = {
  /** Returns the id under which the note is shown until the service has assigned one. */
  create(content: Content): string;
  /** Changes the fields that differ, provided that the note is still at the version of `before`. */
  revise(before: AnyNote, after: Content): void;
  /** Moves the note to the bin; a toast offers to undo it. */
  remove(note: AnyNote): void;
  restore(note: AnyNote): void;
};

/** The writes of the view. Their effects are shown at once. */
function createCommands(queue: WriteQueue<Content>): Commands {
  const commands: Commands = {
    create(content) {
      const id = crypto.randomUUID();
      queue.submit(newWrite({ kind: 'create', id, changes: composed(content) }));
      return id;
    },
    revise(before, after) {
      const changes = changedContent(before, composed(after));
      if (Object.keys(changes).length === 0) return;
      const { id, version: base } = before;
      queue.submit(newWrite({ kind: 'revise', id, changes, base, before }));
    },
    remove(note) {
      queue.submit(newWrite({ kind: 'remove', id: note.id, base: note.version }));
      if (route.value.open === note.id) open(undefined);
      notify(`“${note.title}” is in the bin.`, { label: 'Undo', run: () => commands.restore(note) });
    },
    restore(note) {
      queue.submit(newWrite({ kind: 'restore', id: note.id, base: note.version }));
    },
  };
  return commands;
}

/** How the view shows the outcomes of its writes. */
const writeHandlers: Pick<WriteHandlers<Content>, 'onCreated' | 'onConflict' | 'onRefused'> = {
  onCreated: (id, note) => {
    if (route.value.open === id) open(note.id, 'replace');
  },
  onConflict: (write, theirs) => {
    if (write.before === undefined) return;
    const base = contentOf(write.before);
    conflict.value = { id: write.id, base, mine: { ...base, ...write.changes }, theirs };
  },
  onRefused: (write, error) => {
    const isOpen = write.kind === 'create' && route.value.open === write.id;
    if (isOpen) editAgain(write);
    const isText = !isOpen && (write.kind === 'create' || write.kind === 'revise');
    notify(describeError(error), isText ? { label: 'Edit again', run: () => editAgain(write) } : undefined);
  },
};

function editAgain({ kind, before, changes, ...write }: PendingWrite<Content>): void {
  const id = kind === 'create' ? newId : write.id;
  drafts.keep(id, { base: before, content: { ...contentOf(before ?? emptyContent), ...changes } });
  open(id);
}
