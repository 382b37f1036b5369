import { NotesError } from '../errors/notes-error.ts';
import type { AnyEvent, EventOn } from '../resource/resources.ts';
import type { LossReason } from './core/channel.ts';

/** What is pushed when something happens to a note or a task. */
export type FeedEvent<Event = AnyEvent> = {
  readonly channel: string;
  /** The short name, as `data.type`. */
  readonly event: string;
  readonly data: Event;
  readonly position: string;
  /** The span of the request that wrote it, if its trace is kept. An event that was read from the journal has none. */
  readonly traceparent?: string;
};

/** What somebody published in a room. */
export type RoomEvent = { readonly channel: string; readonly event: string; readonly data: unknown };

/** What the service says of the subscription itself: `$caught_up`, `$behind`, `$position`, `$revoked`. */
export type SystemEvent = { readonly channel: string; readonly event: string; readonly position: string | undefined };

/**
 *   idle          nobody needs a connection
 *   connecting    a connection is being opened
 *   catching-up   what was missed comes
 *   live          what happens comes
 *   reconnecting  the connection broke; the next attempt is made in `inMs`, counted from when this is told
 *   offline       the browser knows of no network; goes on by itself
 *   closed        for good
 */
export type FeedStatus =
  | { readonly state: 'idle' | 'connecting' | 'catching-up' | 'live' | 'offline' }
  | { readonly state: 'reconnecting'; readonly inMs: number }
  | { readonly state: 'closed'; readonly error?: Error };

/**
 * The subscription cannot go on where it was: the service answered `recovered: false`. By `reason` the log is another one (`epoch`), what
 * followed the position is not kept any more (`floor`), or the right to it was taken away (`revoked`). Read afresh, and subscribe from there.
 */
export class FeedLostError extends NotesError {
  override readonly name: string = 'FeedLostError';
  readonly reason: LossReason;
  /** Where the feed is now, where that was told. */
  readonly position: string | undefined;

  constructor(channel: string, reason: LossReason, position: string | undefined) {
    super(`The subscription to ${channel} cannot go on where it was: ${reason}.`);
    this.reason = reason;
    this.position = position;
  }
}

export type SubscribeOptions<Event> = {
  /** Which events: `*` any run of characters, `?` any one, `[abc]` one of these, `\` takes away what the next one means. Default all. */
  readonly event?: string | undefined;
  /** A position: everything after it comes. Default: what happens from now on. */
  readonly since?: string | undefined;
  /** Called for one event after the other; if it returns a promise, the next one waits for it. What it throws ends the subscription. */
  readonly onEvent?: ((event: Event) => unknown) | undefined;
  readonly onSystem?: ((event: SystemEvent) => void) | undefined;
  /** Told at once, and after every change. */
  readonly onStatus?: ((status: FeedStatus) => void) | undefined;
  /**
   * Told once, when nothing more comes: without an error when it was closed. Without this, an error of a subscription with `onEvent` is
   * thrown into the void, where programs end and browsers report, so that no loss goes unnoticed.
   */
  readonly onEnd?: ((error: Error | undefined) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/**
 * A subscription, which outlives connections: per note or task every event once and in order, or a FeedLostError. Take the events with `onEvent`
 * or with `for await`, which throws what the subscription ends with. Who is slow is not buffered without end but falls behind, and catches up.
 */
export type FeedSubscription<Event> = AsyncIterable<Event, void> & {
  readonly channel: string;
  /** Covers what has been handled: keep it, and go on from it later with `since`. Undefined until it has begun. */
  readonly position: string | undefined;
  /** Resolves when it has begun: from then on, or from `since`, nothing is missed. Rejects if it ends before. */
  readonly ready: Promise<void>;
  /** Ends it. What has come but has not been handled is dropped. */
  close(): void;
};

export type Feed = {
  /**
   * Channels are `notes` (all), `notes:<id>`, `authors:<name>` (by who created the note), and `tasks`, `tasks:<id>`, `assignees:<name>` (by
   * who has the task, and had it until the event). All share one connection.
   */
  subscribe<Channel extends string>(
    channel: Channel,
    options?: SubscribeOptions<FeedEvent<EventOn<Channel>>>,
  ): FeedSubscription<FeedEvent<EventOn<Channel>>>;
  readonly status: FeedStatus;
  /** Tells the status now and after every change, until the returned function is called. */
  onStatus(listener: (status: FeedStatus) => void): () => void;
};
