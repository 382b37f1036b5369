import type { Position } from '@notes/kernel/position';

/** One subscription of this program to a channel. */
export type Member = {
  readonly id: number;
  readonly pattern: string;
  /** Up to where it has had everything. Undefined: it begins when the channel is live, or positions mean nothing here (rooms). */
  readonly seen: Position | undefined;
  /** Whether it is to begin at `seen`; if not, wherever live is when it gets there. */
  readonly placed: boolean;
  /** Whether what comes on the channel is for it. */
  readonly active: boolean;
  /** Whether the service has admitted it once. */
  readonly proven: boolean;
};

/**
 * A channel and all who are subscribed to it, over the one subscription that a connection can have to a channel.
 *
 *   down    no connection                                           → absent, when there is one
 *   absent  nothing is asked of the service                         → asking, if there are members
 *   asking  a subscribe is under way for the members in `asked`     → behind (it was given a `since`) | live | absent (refused) | paused
 *   behind  what was missed comes                                   → live, at $caught_up
 *   live    what happens comes                                      → behind, at $behind
 *   paused  it was refused for the moment                           → absent, after a while
 *
 * A member that comes later may need what went by before: then the channel is unsubscribed, and subscribed anew from the earliest
 * position of all its members. Each drops what it has seen.
 */
export type Channel = {
  readonly name: string;
  readonly phase: 'down' | 'absent' | 'asking' | 'behind' | 'live' | 'paused';
  readonly members: readonly Member[];
  /** What the service filters by. */
  readonly pattern: string;
  /** For whom the subscribe under way is. */
  readonly asked: readonly number[];
  /** The `since` of the subscribe under way. */
  readonly since: Position | undefined;
  /** What all that came on this subscription covers. */
  readonly reached: Position | undefined;
  /** Refusals in a row that were for the moment only. */
  readonly refusals: number;
};

export const newChannel = (name: string, isUp: boolean): Channel => ({
  ...{ name, phase: isUp ? 'absent' : 'down', members: [], pattern: '*', asked: [] },
  ...{ since: undefined, reached: undefined, refusals: 0 },
});

export type Push = {
  readonly event: string;
  readonly data: unknown;
  readonly position: string | undefined;
  readonly traceparent?: string;
};

/** Why a subscription cannot go on where it was. */
export type LossReason = 'epoch' | 'floor' | 'revoked' | (string & {});

export type ChannelInput =
  | { readonly type: 'join'; readonly id: number; readonly pattern: string; readonly since: Position | undefined }
  | { readonly type: 'leave'; readonly id: number }
  | { readonly type: 'up' | 'down' | 'retry' }
  | { readonly type: 'subscribed'; readonly position: Position | undefined }
  | { readonly type: 'unrecovered'; readonly reason: LossReason; readonly position: string | undefined }
  | { readonly type: 'refused'; readonly error: Error; readonly temporary: boolean }
  | ({ readonly type: 'push' } & Push);

export type ChannelEffect =
  | { readonly do: 'subscribe'; readonly pattern: string; readonly since: Position | undefined }
  | { readonly do: 'unsubscribe'; readonly pattern: string }
  /** From here on it gets everything. */
  | { readonly do: 'begin'; readonly id: number; readonly position: Position | undefined }
  | { readonly do: 'deliver'; readonly ids: readonly number[]; readonly push: Push }
  | { readonly do: 'lose'; readonly id: number; readonly reason: LossReason; readonly position: string | undefined }
  | { readonly do: 'refuse'; readonly id: number; readonly error: Error }
  | { readonly do: 'pause'; readonly refusals: number };
