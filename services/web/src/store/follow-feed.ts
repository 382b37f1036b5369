import { type FeedEvent, FeedLostError, type NotesClient } from '@notes/client';

/** `atMs` is on the clock of `performance.now`. */
export type TimedEvent = { readonly event: FeedEvent; readonly atMs: number };

type FollowConfig = {
  readonly client: NotesClient;
  readonly since: string | undefined;
  readonly signal: AbortSignal;
  /** The events of one frame, in order. */
  readonly onEvents: (events: readonly TimedEvent[]) => void;
  /** It cannot go on where it was: what is known must be read anew. */
  readonly onLost: () => void;
  readonly onFailed: (error: Error) => void;
};

/** Follows all notes from a position on, over lost connections. */
export function followFeed({ client, since, signal, onEvents, onLost, onFailed }: FollowConfig): void {
  let isOver = false;
  const gather = gatherByFrame<TimedEvent>((events) => {
    // What came before the end is read anew with everything else.
    if (!signal.aborted && !isOver) onEvents(events);
  });
  client.feed.subscribe('notes', {
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

/** A hidden page draws no frames. */
const hiddenPauseMs = 250;

/**
 * Gathers what comes and hands it over once a frame, so that however much comes, the page changes once. Returns what takes one more.
 */
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

/** In the next frame, or soon if the page is hidden before there is one. */
function onNextFrame(flush: () => void): void {
  const once = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    flush();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, hiddenPauseMs);
}
