import type { FeedEvent, NotesClient } from '@notes/client';
import { newNote } from '../domain/route.ts';
import { fillIn } from './fill-in.ts';
import { followFeed, type TimedEvent } from './follow-feed.ts';
import type { ListLoader } from './list-loader.ts';
import { route } from './location.ts';
import type { NotesStore } from './notes-store.ts';
import type { OpenNote } from './open-note.ts';
import { sayError } from './say-error.ts';
import { say } from './toasts.ts';
import type { WriteQueue } from './write-queue.ts';

type LiveConfig = {
  readonly client: NotesClient;
  readonly store: NotesStore;
  readonly list: ListLoader;
  readonly open: OpenNote;
  readonly queue: WriteQueue;
  readonly signal: AbortSignal;
  /** Told of the events of each frame, after they were taken in. */
  readonly onEvents: (events: readonly FeedEvent[]) => void;
};

/** Several reasons to read the list anew within this time are one. */
const reloadPauseMs = 1_000;

/** When more rows than this have come by themselves, the list is read anew and what it does not show is let go of. */
const mostLiveRows = 5_000;

/**
 * Reads the list and has the feed keep it up to date.
 *
 *   reading     the first page is on its way; if it cannot be read, it is tried again after a while
 *   following   the feed goes on from where the first page was read, over lost connections. Another view of the list is read beside it
 *   lost        the feed cannot go on: everything known is forgotten, and reading begins again, at once or when somebody says so
 */
export function keepLive(config: LiveConfig): { begin(): void; retry(): void } {
  const { client, store, list, open, queue, signal } = config;
  let isFollowing = false;
  let reloadTimer: ReturnType<typeof setTimeout> | undefined;

  const load = async (read: () => ReturnType<ListLoader['begin']>): Promise<void> => {
    const page = await read();
    if (signal.aborted) return;
    if (list.state.value.phase === 'failed') list.retryLater(retry);
    if (page === undefined) return;
    store.trim(new Set([route.value.open ?? '']));
    if (isFollowing) return;
    isFollowing = true;
    queue.confirmAll();
    follow(page.position);
  };
  const begin = (): void => void load(() => list.begin(route.value.view));
  const retry = (): void => void load(() => list.retry());
  const reload = (): void => {
    clearTimeout(reloadTimer);
    reloadTimer = setTimeout(begin, reloadPauseMs);
  };
  const fill = fillIn({ client, store, onTooMany: reload, signal });
  const onEvents = (timed: readonly TimedEvent[]): void => {
    for (const { event, atMs } of timed) queue.seen(event.data.note_id, event.data.version, atMs);
    const unknown = store.apply(timed.map(({ event }) => event.data));
    // Notes in the bin cannot be read one by one.
    if (unknown.size > 0 && route.value.view.bin) reload();
    if (store.rows.value.length - list.read > mostLiveRows) reload();
    fill(unknown);
    queue.confirm();
    list.recount();
    config.onEvents(timed.map(({ event }) => event));
  };
  const beginAnew = (): void => {
    isFollowing = false;
    store.forget();
    begin();
    readOpen();
  };
  const onFailed = (error: Error): void => say(sayError(error), { label: 'Connect again', run: beginAnew });
  const follow = (since: string | undefined): void => {
    followFeed({ client, since, signal, onEvents, onLost: beginAnew, onFailed });
    // It may have been read before the list: what has happened in between is in neither.
    readOpen();
  };
  const readOpen = (): void => {
    const { open: id = newNote } = route.value;
    const isMadeUp = store.notes.value.get(id)?.version === 0;
    if (id !== newNote && !isMadeUp && open.state.value.phase !== 'missing') void open.read(id, 'again');
  };
  signal.addEventListener('abort', () => clearTimeout(reloadTimer), { once: true });
  return { begin, retry };
}
