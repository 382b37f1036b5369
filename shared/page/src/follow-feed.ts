import { type FeedEvent, FeedLostError, type NotesClient } from '@notes/client';

/** `atMs` is by `performance.now`. */
export type TimedEvent = { readonly event: FeedEvent; readonly atMs: number };

type FollowConfig = {
  readonly client: NotesClient;
  readonly channel: string;
  readonly since: string | undefined;
  readonly signal: AbortSignal;
  /** Called once per frame with the events since the last one, in order. */
  readonly onEvents: (events: readonly TimedEvent[]) => void;
  /** The feed cannot continue from its position: everything must be read anew. */
  readonly onLost: () => void;
  readonly onFailed: (error: Error) => void;
};

/** Follows a channel from a position on, across lost connections. */
export function followFeed({ client, channel, since, signal, onEvents, onLost, onFailed }: FollowConfig): void {
  let isOver = false;
  const gather = gatherByFrame<TimedEvent>((events) => {
    // After the end, everything is read anew, these events included.
    if (!signal.aborted && !isOver) onEvents(events);
  });
  client.feed.subscribe(channel, {
    since,
    signal,
    onEvent: (event) => gather({ event, atMs: performance.now() }),
    onEnd: (error) => {
      isOver = true;
      if (error === undefined || signal.aborted) return;
      if (error instanceof FeedLostError) onLost();
      else onFailed(error);
    },
  });
}

/** The browser draws no frames of a hidden page. */
const hiddenPauseMs = 250;

/** Gathers items and passes them on once per frame, so that the page renders once for all of them. Returns what adds an item. */
function gatherByFrame<T>(take: (items: readonly T[]) => void): (item: T) => void {
  let gathered: T[] = [];
  const flush = (): void => {
    const items = gathered;
    gathered = [];
    take(items);
  };
  return (item) => {
    gathered.push(item);
    if (gathered.length > 1) return;
    if (document.visibilityState === 'hidden') setTimeout(flush, hiddenPauseMs);
    else onNextFrame(flush);
  };
}

/** In the next frame, or after a pause if the page is hidden before there is one. */
function onNextFrame(flush: () => void): void {
  const once = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    flush();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, hiddenPauseMs);
}

/** With more at once than this, one reads the list anew instead of each subject. */
const mostAtOnce = 60;
const atATime = 6;

type FillInConfig = {
  readonly read: (id: string, signal: AbortSignal) => Promise<void>;
  /** There are too many to read one by one. */
  readonly onTooMany: () => void;
  readonly signal: AbortSignal;
};

/** Reads subjects of which only the version is known. Returns what adds more of them. */
export function fillIn({ read, onTooMany, signal }: FillInConfig): (ids: ReadonlySet<string>) => void {
  const waiting = new Set<string>();
  let running = 0;
  const readNext = async (): Promise<void> => {
    const [id] = waiting;
    if (id === undefined || signal.aborted) return;
    waiting.delete(id);
    running += 1;
    try {
      await read(id, signal);
    } catch {
      // The subject is read when the list reaches it, or when it is opened.
    }
    running -= 1;
    await readNext();
  };
  return (ids) => {
    for (const id of ids) waiting.add(id);
    if (waiting.size > mostAtOnce) {
      waiting.clear();
      onTooMany();
    }
    for (let free = Math.min(atATime - running, waiting.size); free > 0; free -= 1) void readNext();
  };
}
