import type { FeedEvent, NotesClient } from '@notes/client';
import { describeError, fillIn, followFeed, say, type TimedEvent } from '@notes/page';
import { newId, type WriteQueue } from '@notes/page/writes';
import type { Content } from './content.ts';
import type { ListLoader, OpenNote } from './loaders.ts';
import type { NotesStore } from './notes-store.ts';
import { route } from './view-state.ts';

type LiveConfig = {
  readonly client: NotesClient;
  readonly store: NotesStore;
  readonly list: ListLoader;
  readonly open: OpenNote;
  readonly queue: WriteQueue<Content>;
  readonly signal: AbortSignal;
  /** Called with the events of each frame, after they were applied. */
  readonly onEvents: (events: readonly FeedEvent[]) => void;
};

/** Several reasons to read the list anew within this time are one. */
const reloadPauseMs = 1_000;

/** When the feed has added more rows than this, the list is read anew, and what it does not show is forgotten. */
const mostLiveRows = 5_000;

/**
 * Reads the list and keeps it up to date from the feed.
 *
 *   reading     the first page is being read, and read again after a pause if that fails
 *   following   the feed continues from the position of the first page, across lost connections; other views of the list are read beside it
 *   lost        the feed cannot continue: everything known is forgotten, and reading begins again, at once or when the user asks for it
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
  const read = async (id: string, aborted: AbortSignal): Promise<void> => {
    const note = await client.notes.find(id, { signal: aborted });
    if (note !== undefined) store.learn([note]);
  };
  const fill = fillIn({ read, onTooMany: reload, signal });
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
  const onFailed = (error: Error): void => say(describeError(error), { label: 'Connect again', run: beginAnew });
  const follow = (since: string | undefined): void => {
    followFeed({ client, channel: 'notes', since, signal, onEvents, onLost: beginAnew, onFailed });
    // It may have been read before the list: changes in between are in neither.
    readOpen();
  };
  const readOpen = (): void => {
    const { open: id = newId } = route.value;
    const isUnsaved = store.notes.value.get(id)?.version === 0;
    if (id !== newId && !isUnsaved && open.state.value.phase !== 'missing') void open.read(id, 'again');
  };
  signal.addEventListener('abort', () => clearTimeout(reloadTimer), { once: true });
  return { begin, retry };
}
