import type { FeedStatus } from '@notes/client';
import { effect, untracked } from '@preact/signals';
import type { Connection } from '../connection.ts';
import { fillIn, followFeed, type TimedEvent } from '../follow-feed.ts';
import { describeError, needsToken, notify } from '../messages.ts';
import { newId } from './drafts.ts';
import { changeOf } from './events.ts';
import type { PendingWrite } from './knowledge.ts';
import { ListLoader, OpenSubject, type Resource } from './loaders.ts';
import { SubjectStore } from './subject-store.ts';
import { type WriteApi, type WriteHandlers, WriteQueue } from './write-queue.ts';

/** What a view has of its resource for one caller. */
export type Subjects<C, V> = {
  readonly store: SubjectStore<C, V>;
  readonly list: ListLoader<C, V>;
  readonly open: OpenSubject<C, V>;
  readonly queue: WriteQueue<C>;
  /** Reads the list anew, or continues where it failed. */
  retry(): void;
  /** Ends all; returns the writes that have failed. Writes under way are not cancelled. */
  close(): readonly PendingWrite<C>[];
};

type Config<C, V> = {
  readonly connection: Connection;
  readonly resource: Resource<C, V>;
  readonly api: WriteApi<C>;
  readonly handlers: Pick<WriteHandlers<C>, 'onCreated' | 'onConflict' | 'onRefused'>;
  /** What is shown; read within effects. */
  readonly view: () => V;
  /** The id of the open subject. */
  readonly openId: () => string | undefined;
  /** Failed writes of the caller before, to be sent again. */
  readonly unsent: readonly PendingWrite<C>[];
};

/** Failed writes are sent again after this time, since the feed may not notice that the service is back. */
const resendPauseMs = 10_000;

/** Reads and writes the subjects of a view, and keeps them up to date from the feed. */
export function openSubjects<C, V extends { readonly bin: boolean }>(config: Config<C, V>): Subjects<C, V> {
  const { connection, resource, api, handlers, view, openId, unsent } = config;
  const ended = new AbortController();
  const { signal } = ended;
  const store = new SubjectStore(resource, view());
  const list = new ListLoader(resource, store, view());
  const open = new OpenSubject(resource, store);
  const queue = new WriteQueue(api, store, {
    ...handlers,
    onSeen: connection.ownWrites.call,
    onFailed: (write, error) => {
      if (signal.aborted) handlers.onRefused(write, error);
      else describeError(error);
      if (!needsToken.value && !signal.aborted) setTimeout(() => queue.resend(), resendPauseMs);
    },
  });
  const { begin, retry } = keepLive({ ...config, store, list, open, queue, signal });
  const repeatFailed = (): void => {
    queue.resend();
    if (list.state.value.phase === 'failed') retry();
    const id = openId();
    if (open.state.value.phase === 'failed' && id !== undefined) void open.read(id);
  };
  const stops = [onLive(connection.status, repeatFailed), onChange(view, begin)];
  for (const write of unsent) queue.submit(write);
  return {
    ...{ store, list, open, queue, retry },
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
function onLive(status: Connection['status'], callBack: () => void): () => void {
  let last: FeedStatus['state'] = status.peek().state;
  return status.subscribe(({ state }) => {
    const isBack = state === 'live' && last !== 'live';
    last = state;
    if (isBack) untracked(callBack);
  });
}

/** Calls back now, and whenever a value has changed. */
function onChange(value: () => unknown, callBack: () => void): () => void {
  let last: string | undefined;
  return effect(() => {
    const text = JSON.stringify(value());
    if (text === last) return;
    last = text;
    untracked(callBack);
  });
}

/** Several reasons to read the list anew within this time are one. */
const reloadPauseMs = 1_000;

/** When the feed has added more rows than this, the list is read anew, and what it does not show is forgotten. */
const mostLiveRows = 5_000;

type Live<C, V> = Config<C, V> &
  Pick<Subjects<C, V>, 'store' | 'list' | 'open' | 'queue'> & { readonly signal: AbortSignal };

/**
 * Reads the list and keeps it up to date from the feed.
 *
 *   reading     the first page is being read, and read again after a pause if that fails
 *   following   the feed continues from the position of the first page, across lost connections; other views of the list are read beside it
 *   lost        the feed cannot continue: everything known is forgotten, and reading begins again, at once or on the user's request
 */
function keepLive<C, V extends { readonly bin: boolean }>(config: Live<C, V>) {
  const { connection, resource, view, openId, store, list, open, queue, signal } = config;
  let isFollowing = false;
  let reloadTimer: ReturnType<typeof setTimeout> | undefined;

  const load = async (read: () => ReturnType<typeof list.begin>): Promise<void> => {
    const page = await read();
    if (signal.aborted) return;
    if (list.state.value.phase === 'failed') list.retryLater(retry);
    if (page === undefined) return;
    store.trim(new Set([openId() ?? '']));
    if (isFollowing) return;
    isFollowing = true;
    queue.confirmAll();
    follow(page.position);
  };
  const begin = (): void => void load(() => list.begin(view()));
  const retry = (): void => void load(() => list.retry());
  const reload = (): void => {
    clearTimeout(reloadTimer);
    reloadTimer = setTimeout(begin, reloadPauseMs);
  };
  const read = async (id: string, aborted: AbortSignal): Promise<void> => {
    const subject = await resource.find(id, { signal: aborted });
    if (subject !== undefined) store.learn([subject]);
  };
  const fill = fillIn({ read, onTooMany: reload, signal });
  const onEvents = (timed: readonly TimedEvent[]): void => {
    const changes = timed.map(({ event }) => changeOf(resource.eventOf(event)));
    for (const [at, { id, version }] of changes.entries()) queue.seen(id, version, timed[at]?.atMs ?? 0);
    const unknown = store.apply(changes);
    // Subjects in the bin cannot be read one by one.
    if (unknown.size > 0 && view().bin) reload();
    if (store.rows.value.length - list.read > mostLiveRows) reload();
    fill(unknown);
    queue.confirm();
    list.recount();
    connection.events.call(timed.map(({ event }) => event));
  };
  const beginAnew = (): void => {
    isFollowing = false;
    store.forget();
    begin();
    readOpen();
  };
  const onFailed = (error: Error): void => notify(describeError(error), { label: 'Connect again', run: beginAnew });
  const follow = (since: string | undefined): void => {
    followFeed({
      client: connection.client,
      channel: resource.channel,
      since,
      signal,
      onEvents,
      onLost: beginAnew,
      onFailed,
    });
    // It may have been read before the list: changes in between are in neither.
    readOpen();
  };
  const readOpen = (): void => {
    const id = openId() ?? newId;
    const isUnsaved = store.subjects.value.get(id)?.version === 0;
    if (id !== newId && !isUnsaved && open.state.value.phase !== 'missing') void open.read(id, 'again');
  };
  signal.addEventListener('abort', () => clearTimeout(reloadTimer), { once: true });
  return { begin, retry };
}
