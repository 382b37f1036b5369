import type { FeedEvent, FeedStatus, NotesClient } from '@notes/client';
import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { PendingWrite } from '../domain/pending-write.ts';
import { writeRoute } from '../domain/route.ts';
import { type Commands, createCommands } from './commands.ts';
import { keepLive } from './keep-live.ts';
import { ListLoader } from './list-loader.ts';
import { route } from './location.ts';
import { NotesStore } from './notes-store.ts';
import { OpenNote } from './open-note.ts';
import type { OwnWrite, Wire } from './wire.ts';
import { listeners } from './wire.ts';
import { writeHandlers } from './write-handlers.ts';
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
  /** Ends it; returns the writes that have failed. Others go on by themselves. */
  close(): readonly PendingWrite[];
};

/** Where the feed does not tell that the service is back. */
const resendPauseMs = 10_000;

/** `unsent`: writes of the workspace before, which are sent by this one. */
export function createWorkspace(client: NotesClient, unsent: readonly PendingWrite[]): Workspace {
  const ended = new AbortController();
  const store = new NotesStore();
  const list = new ListLoader(client, store);
  const open = new OpenNote(client, store);
  const status = signal<FeedStatus>(client.feed.status);
  const events = listeners<readonly FeedEvent[]>();
  const ownWrites = listeners<OwnWrite>();
  const onSeen = ownWrites.tell;
  const onFailed = (): void => void setTimeout(() => queue.resend(), resendPauseMs);
  const queue = new WriteQueue(client.notes, store, writeHandlers({ onSeen, onFailed, signal: ended.signal }));
  const { begin, retry } = keepLive({
    ...{ client, store, list, open, queue },
    signal: ended.signal,
    onEvents: events.tell,
  });
  /** What failed while the service was away. */
  const goOn = (): void => {
    queue.resend();
    if (list.state.value.phase === 'failed') retry();
    if (open.state.value.phase === 'failed' && route.value.open !== undefined) void open.read(route.value.open);
  };
  const stops = [
    client.feed.onStatus((now) => {
      const isBack = now.state === 'live' && status.value.state !== 'live';
      status.value = now;
      if (isBack) goOn();
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
      return store.writes.value.filter(({ state }) => state === 'failed');
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
