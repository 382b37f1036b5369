import type { FeedEvent, NotesClient, Status } from '@notes/client';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Wire } from '../store/wire.ts';
import { Arrivals, type Sample, sampleOf } from './sample.ts';

/** How many sockets there are, over all gateways; `complete` is false when only one gateway could be asked. */
export type ServerInfo = {
  readonly gateways: number;
  readonly connections: number;
  readonly subscriptions: number;
  readonly complete: boolean;
};

type Sources = {
  readonly wire: Wire;
  readonly status: (signal: AbortSignal) => Promise<Status>;
  readonly serverInfo: (signal: AbortSignal) => Promise<ServerInfo>;
};

export type Watch = {
  /** Undefined: not answered yet. */
  readonly status: ReadonlySignal<Status | undefined>;
  /** Why the status is not of now; undefined while it is. */
  readonly trouble: ReadonlySignal<string | undefined>;
  readonly sockets: ReadonlySignal<ServerInfo | undefined>;
  /** One for each second, oldest first. */
  readonly samples: ReadonlySignal<readonly Sample[]>;
  /** The newest offset that the feed had told of, by partition, when the status was asked for. */
  readonly told: ReadonlySignal<ReadonlyMap<number, number>>;
  /** Oldest first. */
  readonly events: ReadonlySignal<readonly FeedEvent[]>;
  close(): void;
};

export const keptSeconds = 120;
export const keptEvents = 50;
const tickMs = 1_000;
const listMs = 250;

/**
 * Looks at the system from outside until it is closed: the status is polled, figures are taken each second, events are taken as they come.
 * Signals change once a second, `events` four times: a feed of hundreds a second is no more work to draw than a slow one.
 */
export function openWatch({ wire, ...sources }: Sources): Watch {
  const status = signal<Status | undefined>(undefined);
  const trouble = signal<string | undefined>(undefined);
  const sockets = signal<ServerInfo | undefined>(undefined);
  const samples = signal<readonly Sample[]>([]);
  const told = signal<ReadonlyMap<number, number>>(new Map());
  const events = signal<readonly FeedEvent[]>([]);
  const arrivals = new Arrivals();
  const newest = new Map<number, number>();

  let sampledAtMs = performance.now();
  const sample = (): void => {
    const nowMs = performance.now();
    const lag = trouble.value === undefined ? (status.value?.lag ?? null) : null;
    samples.value = keepNewest(samples.value, [sampleOf(arrivals.take(), lag, nowMs - sampledAtMs)], keptSeconds);
    sampledAtMs = nowMs;
  };

  /** What the feed had told when the status was asked for: so it is never ahead of the end of the log. */
  const statusAndTold = async (aborted: AbortSignal) => {
    const then = new Map(newest);
    return { status: await sources.status(aborted), told: then };
  };

  let added: readonly FeedEvent[] = [];
  const list = (): void => {
    events.value = keepNewest(events.value, added, keptEvents);
    added = [];
  };

  const ticking = setInterval(sample, tickMs);
  const listing = setInterval(list, listMs);
  const stops = [
    () => clearInterval(ticking),
    () => clearInterval(listing),
    pollEach(tickMs, statusAndTold, {
      onAnswer: (answer) => {
        status.value = answer.status;
        told.value = answer.told;
        trouble.value = undefined;
      },
      onError: (error) => {
        trouble.value = error instanceof Error ? error.message : String(error);
      },
    }),
    pollEach(2 * tickMs, sources.serverInfo, {
      onAnswer: (answer) => {
        sockets.value = answer;
      },
      onError: () => {
        sockets.value = undefined;
      },
    }),
    wire.onOwnWrite((write) => arrivals.addOwn(write)),
    wire.onEvents((come) => {
      arrivals.addEvents(come, Date.now(), wire.status.value.state === 'live');
      for (const { position } of come) {
        const place = placeOf(position);
        if (place !== undefined) newest.set(place.partition, place.offset);
      }
      added = keepNewest(added, come, keptEvents);
    }),
  ];
  const close = (): void => {
    for (const stop of stops) stop();
  };
  return { status, trouble, sockets, samples, told, events, close };
}

/**
 * The status is asked for by a client that has seen nothing. Reads wait until the tables hold what their client has seen, so this page's
 * own would be told of no lag but of the wait.
 */
export const sourcesOf = (wire: Wire, client: NotesClient, newcomer: NotesClient): Sources => ({
  wire,
  status: (aborted) => newcomer.status({ signal: aborted, deadlineMs: 2 * tickMs, timeoutMs: 2 * tickMs }),
  serverInfo: async (aborted) => (await client.call('server_info', {}, { signal: aborted })) as ServerInfo,
});

/** The last `size` of all that came, oldest first. `kept` is left as it is. */
export function keepNewest<T>(kept: readonly T[], added: readonly T[], size: number): readonly T[] {
  if (added.length === 0) return kept;
  return [...kept, ...added].slice(-size);
}

type Place = { readonly partition: number; readonly offset: number };

/** Where an event stands in the log, by its position, which names its own partition only; undefined if the text is no such position. */
export function placeOf(position: string): Place | undefined {
  const [, partition, offset] = /^\w+:(\d+)-(\d+)$/.exec(position) ?? [];
  return partition === undefined || offset === undefined
    ? undefined
    : { partition: Number(partition), offset: Number(offset) };
}

type PollListener<T> = { onAnswer(answer: T): void; onError(error: unknown): void };

/**
 * Asks at once, and again `everyMs` after each answer or failure; never twice at the same time, and not while the page is hidden. Returns
 * how to stop: after that nothing is told any more.
 */
function pollEach<T>(
  everyMs: number,
  ask: (signal: AbortSignal) => Promise<T>,
  { onAnswer, onError }: PollListener<T>,
): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  let timer: ReturnType<typeof setTimeout>;
  const poll = async (): Promise<void> => {
    if (globalThis.document?.visibilityState !== 'hidden')
      try {
        const answer = await ask(signal);
        if (!signal.aborted) onAnswer(answer);
      } catch (error) {
        if (!signal.aborted) onError(error);
      }
    if (!signal.aborted) timer = setTimeout(poll, everyMs);
  };
  void poll();
  signal.addEventListener('abort', () => clearTimeout(timer));
  return () => stopping.abort();
}
