import type { FeedEvent, FeedStatus, NotesClient } from '@notes/client';
import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { contentOf, emptyContent } from '../domain/any-note.ts';
import type { PendingWrite } from '../domain/pending-write.ts';
import { newNote, writeRoute } from '../domain/route.ts';
import { type Commands, createCommands } from './commands.ts';
import { conflict } from './conflict.ts';
import { keepDraft } from './drafts.ts';
import { keepLive } from './keep-live.ts';
import { ListLoader } from './list-loader.ts';
import { navigate, route } from './location.ts';
import { NotesStore } from './notes-store.ts';
import { OpenNote } from './open-note.ts';
import { sayError } from './say-error.ts';
import { say } from './toasts.ts';
import type { OwnWrite, Wire } from './wire.ts';
import { WriteQueue } from './write-queue.ts';

/** Everything that belongs to one caller: made anew when name or token change. */
export type Workspace = {
  readonly client: NotesClient;
  readonly store: NotesStore;
  readonly list: ListLoader;
  readonly open: OpenNote;
  readonly queue: WriteQueue;
  readonly commands: Commands;
  readonly wire: Wire;
  readonly status: ReadonlySignal<FeedStatus>;
  /** Reads the list anew, or goes on where it failed. */
  retry(): void;
  /** Ends it; returns the writes that nobody has answered yet. */
  close(): readonly PendingWrite[];
};

/** `unsent`: writes of the workspace before, which are sent by this one. */
export function createWorkspace(client: NotesClient, unsent: readonly PendingWrite[]): Workspace {
  const ended = new AbortController();
  const store = new NotesStore();
  const list = new ListLoader(client, store);
  const open = new OpenNote(client, store);
  const status = signal<FeedStatus>(client.feed.status);
  const events = listeners<readonly FeedEvent[]>();
  const ownWrites = listeners<OwnWrite>();
  const queue = new WriteQueue(client, store, writeHandlers(ownWrites.tell));
  const { begin, retry } = keepLive({
    ...{ client, store, list, open, queue },
    signal: ended.signal,
    onEvents: events.tell,
  });
  const stops = [
    client.feed.onStatus((now) => {
      if (now.state === 'live' && status.value.state !== 'live') queue.resend();
      status.value = now;
    }),
    followView(begin),
  ];
  for (const write of unsent) queue.submit(write);
  return {
    ...{ client, store, list, open, queue, status },
    commands: createCommands(queue),
    wire: { status, onEvents: events.add, onOwnWrite: ownWrites.add },
    retry,
    close() {
      for (const stop of stops) stop();
      ended.abort();
      list.stop();
      open.stop();
      client.close();
      return store.writes.value.filter(({ state }) => state !== 'accepted');
    },
  };
}

/** Begins now, and whenever other notes are to be listed. */
function followView(begin: () => void): () => void {
  let last: string | undefined;
  return effect(() => {
    const view = writeRoute({ ...route.value, open: undefined });
    if (view === last) return;
    last = view;
    untracked(begin);
  });
}

function listeners<T>() {
  const all = new Set<(value: T) => void>();
  return {
    tell: (value: T): void => {
      for (const listener of [...all]) listener(value);
    },
    add: (listener: (value: T) => void): (() => void) => {
      all.add(listener);
      return () => void all.delete(listener);
    },
  };
}

const writeHandlers = (onSeen: (write: OwnWrite) => void): ConstructorParameters<typeof WriteQueue>[2] => ({
  onSeen,
  onCreated: (id, note) => {
    if (route.value.open === id) navigate({ open: note.id }, 'replace');
  },
  onConflict: (write, theirs) => {
    if (write.before === undefined) return;
    const base = contentOf(write.before);
    conflict.value = { noteId: write.noteId, base, mine: { ...base, ...write.changes }, theirs };
  },
  onRefused: (write, error) => {
    const isOpen = write.kind === 'create' && route.value.open === write.noteId;
    if (isOpen) editAgain(write);
    const isText = !isOpen && (write.kind === 'create' || write.kind === 'revise');
    say(sayError(error), isText ? { label: 'Edit again', run: () => editAgain(write) } : undefined);
  },
  onFailed: (_, error) => {
    sayError(error);
  },
});

function editAgain({ noteId, kind, before, changes }: PendingWrite): void {
  const id = kind === 'create' ? newNote : noteId;
  keepDraft(id, { base: before, content: { ...contentOf(before ?? emptyContent), ...changes } });
  navigate({ open: id });
}
