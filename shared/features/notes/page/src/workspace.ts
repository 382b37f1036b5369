import type { FeedStatus } from '@notes/client';
import type { Connection } from '@notes/page';
import { type PendingWrite, WriteQueue } from '@notes/page/writes';
import { effect, untracked } from '@preact/signals';
import { type Commands, createCommands, writeHandlers } from './commands.ts';
import type { Content } from './content.ts';
import { keepLive } from './keep-live.ts';
import { ListLoader, OpenNote } from './loaders.ts';
import { NotesStore } from './notes-store.ts';
import { addressOf, route } from './view-state.ts';

/** The notes of one caller: made anew when name or token change. */
export type NotesWorkspace = Pick<Connection, 'client' | 'wire'> & {
  readonly store: NotesStore;
  readonly list: ListLoader;
  readonly open: OpenNote;
  readonly queue: WriteQueue<Content>;
  readonly commands: Commands;
  /** Reads the list anew, or continues where it failed. */
  retry(): void;
  /** Ends it; returns the writes that have failed. Writes under way are not cancelled. */
  close(): readonly PendingWrite<Content>[];
};

/** Failed writes are sent again after this time, since the feed may not notice that the service is back. */
const resendPauseMs = 10_000;

/** `unsent` are failed writes of the workspace before, to be sent by this one. */
export function createWorkspace(
  { client, wire, report }: Connection,
  unsent: readonly PendingWrite<Content>[],
): NotesWorkspace {
  const ended = new AbortController();
  const store = new NotesStore();
  const list = new ListLoader(client, store);
  const open = new OpenNote(client, store);
  const onFailed = (): void => void setTimeout(() => queue.resend(), resendPauseMs);
  const handlers = writeHandlers({ onSeen: report.ownWrite, onFailed, signal: ended.signal });
  const queue = new WriteQueue(client.notes, store, handlers);
  const { begin, retry } = keepLive({
    ...{ client, store, list, open, queue },
    signal: ended.signal,
    onEvents: report.events,
  });
  const repeatFailed = (): void => {
    queue.resend();
    if (list.state.value.phase === 'failed') retry();
    if (open.state.value.phase === 'failed' && route.value.open !== undefined) void open.read(route.value.open);
  };
  const stops = [onLive(wire.status, repeatFailed), followView(begin)];
  for (const write of unsent) queue.submit(write);
  return {
    ...{ client, wire, store, list, open, queue, retry },
    commands: createCommands(queue),
    close() {
      for (const stop of stops) stop();
      ended.abort();
      list.stop();
      open.stop();
      return store.writes.value.filter(({ state }) => state === 'failed');
    },
  };
}

/** Calls back when the feed becomes live. */
function onLive(status: Connection['wire']['status'], callBack: () => void): () => void {
  let last: FeedStatus['state'] = status.peek().state;
  return status.subscribe(({ state }) => {
    const isBack = state === 'live' && last !== 'live';
    last = state;
    if (isBack) untracked(callBack);
  });
}

/** Begins now, and whenever other notes are to be listed. */
function followView(begin: () => void): () => void {
  let last: string | undefined;
  return effect(() => {
    const view = addressOf({ open: undefined });
    if (view === last) return;
    last = view;
    untracked(begin);
  });
}
