import type { FeedEvent, NotesClient, Status } from '@notes/client';
import type { Connection } from '@notes/page';
import { type ReadonlySignal, signal } from '@preact/signals';
import { Arrivals, type Sample, sampleOf } from './sample.ts';

/** The number of sockets of all gateways; `complete` is false when only one gateway has responded. */
export type ServerInfo = {
  readonly gateways: number;
  readonly connections: number;
  readonly subscriptions: number;
  readonly complete: boolean;
};

type Sources = {
  readonly connection: Pick<Connection, 'status' | 'events' | 'ownWrites'>;
  readonly status: (signal: AbortSignal) => Promise<Status>;
  readonly serverInfo: (signal: AbortSignal) => Promise<ServerInfo>;
};

export type Watch = {
  /** Undefined until the first response. */
  readonly status: ReadonlySignal<Status | undefined>;
  /** Why the status is not current; undefined while it is. */
  readonly trouble: ReadonlySignal<string | undefined>;
  readonly sockets: ReadonlySignal<ServerInfo | undefined>;
  /** One for each second, oldest first. */
  readonly samples: ReadonlySignal<readonly Sample[]>;
  /** The newest offset that the feed had delivered, by partition, when the status was requested. */
  readonly delivered: ReadonlySignal<ReadonlyMap<number, number>>;
  /** Oldest first. */
  readonly events: ReadonlySignal<readonly FeedEvent[]>;
  close(): void;
};

export const keptSeconds = 120;
export const keptEvents = 50;
const tickMs = 1_000;
const listMs = 250;

/**
 * Observes the system from outside until it is closed: polls the status, samples the figures each second, collects the events. Signals
 * change once a second, `events` four times, so that hundreds of events a second are no more work to draw than a few.
 */
export function openWatch({ connection, ...sources }: Sources): Watch {
  const status = signal<Status | undefined>(undefined);
  const trouble = signal<string | undefined>(undefined);
  const sockets = signal<ServerInfo | undefined>(undefined);
  const samples = signal<readonly Sample[]>([]);
  const delivered = signal<ReadonlyMap<number, number>>(new Map());
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

  /** What the feed had delivered when the status was requested: so it is never ahead of the end of the log. */
  const statusAndDelivered = async (aborted: AbortSignal) => {
    const then = new Map(newest);
    return { status: await sources.status(aborted), delivered: then };
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
    pollEach(tickMs, statusAndDelivered, {
      onAnswer: (answer) => {
        status.value = answer.status;
        delivered.value = answer.delivered;
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
    connection.ownWrites.add((write) => arrivals.addOwn(write)),
    connection.events.add((come) => {
      arrivals.addEvents(come, Date.now(), connection.status.value.state === 'live');
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
  return { status, trouble, sockets, samples, delivered, events, close };
}

/**
 * `newcomer` is a client that has seen nothing. A read waits until the tables hold what its client has seen, so the page's own client would
 * wait instead of reporting the lag.
 */
export const sourcesOf = (connection: Connection, newcomer: NotesClient): Sources => ({
  connection,
  status: (aborted) => newcomer.status({ signal: aborted, deadlineMs: 2 * tickMs, timeoutMs: 2 * tickMs }),
  serverInfo: async (aborted) => (await connection.client.call('server_info', {}, { signal: aborted })) as ServerInfo,
});

/** The last `size` of both, oldest first. `kept` is not modified. */
export function keepNewest<T>(kept: readonly T[], added: readonly T[], size: number): readonly T[] {
  if (added.length === 0) return kept;
  return [...kept, ...added].slice(-size);
}

type Place = { readonly partition: number; readonly offset: number };

/** The place of an event in the log, from its position, which names its own partition only; undefined if it is no such position. */
export function placeOf(position: string): Place | undefined {
  const [, partition, offset] = /^\w+:(\d+)-(\d+)$/.exec(position) ?? [];
  return partition === undefined || offset === undefined
    ? undefined
    : { partition: Number(partition), offset: Number(offset) };
}

type PollListener<T> = { onAnswer(answer: T): void; onError(error: unknown): void };

/**
 * Polls at once, and again `everyMs` after each response or failure; never twice at the same time, and not while the page is hidden.
 * Returns what stops it: after that no listener is called.
 */
function pollEach<T>(
  everyMs: number,
  request: (signal: AbortSignal) => Promise<T>,
  { onAnswer, onError }: PollListener<T>,
): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  let timer: ReturnType<typeof setTimeout>;
  const poll = async (): Promise<void> => {
    if (globalThis.document?.visibilityState !== 'hidden')
      try {
        const answer = await request(signal);
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
