import { setTimeout as wait } from 'node:timers/promises';
import { parsePosition } from '@notes/kernel';
import { backoffMs, ProblemError, type ProblemItem } from '@notes/service';
import type { Channel, Channels } from '../domain/channel.ts';
import { none } from '../domain/partition-follower.ts';
import { type Sink, Subscription } from '../domain/subscription.ts';
import { catchUp } from './catch-up.ts';
import type { Feed } from './feed.ts';
import type { FollowedLog } from './followed-log.ts';
import type { Journal } from './journal.ts';

/** Headers of a request to a service that identify the caller: what the client itself has sent. */
export type CallerHeaders = Readonly<Record<string, string>>;

/** The ends of the log. */
export type LogEnds = {
  /** Whether the log holds all these offsets. `headers` identify the caller. Throws `unavailable` if that cannot be known. */
  reach(offsets: ReadonlyMap<number, number>, headers: CallerHeaders): Promise<boolean>;
};

/** Why what follows a position cannot be had any more. */
type Unrecovered = { readonly reason: 'epoch' | 'floor'; readonly position: string };

/** Where a subscription is to start; only for the log that it was planned on. */
export type Plan = {
  readonly log: FollowedLog;
  readonly channel: Channel;
  /** Undefined: live from now on. */
  readonly cursors: readonly number[] | undefined;
};

/** Which part of a call or request a `since` was. */
export type SinceSource = Pick<ProblemItem, 'pointer' | 'parameter' | 'header'>;

export type Subscriptions = {
  /** What there is to subscribe to. */
  readonly channels: Channels;
  /** Resolves when there is a log to subscribe to, and after so long in any case. */
  whenOpen(patienceMs: number): Promise<void>;
  /**
   * Judges a `since`; `headers` identify the caller, `source` where it stood. Throws `invalid`, `invalid-position` or
   * `unavailable`.
   */
  plan(
    channel: Channel,
    since: string | undefined,
    headers?: CallerHeaders,
    source?: SinceSource,
  ): Promise<Plan | Unrecovered>;
  /** From now on it is in the feed, but gets nothing before `pump`, unless it is live. Throws `unavailable`. */
  open(plan: Plan, sink: Sink): { readonly subscription: Subscription; readonly position: string };
  /** Lets it have what it has not had; to be called again when its sink has room again. */
  pump(subscription: Subscription): void;
  close(subscription: Subscription): void;
  /** As `close`, announced on the channel: it may not be read any more. */
  revoke(subscription: Subscription): void;
  /** The position of all that has been delivered; to this subscription, if one is given. Throws `unavailable`. */
  position(of?: Subscription): string;
};

/** What subscribers do with the feed. */
export function createSubscriptions(feed: Feed, journal: Journal, logEnds: LogEnds): Subscriptions {
  const openOn = new WeakMap<Subscription, FollowedLog>();
  let opened = 0;

  function close(subscription: Subscription): void {
    subscription.closed = true;
    openOn.get(subscription)?.fanOut.remove(subscription);
  }

  return {
    channels: feed.channels,

    whenOpen: (patienceMs) => feed.whenFollowing(patienceMs),

    async plan(channel, since, headers = {}, source = inPayload) {
      const log = current(feed);
      const { counts } = log.fanOut;
      if (since === undefined) return { log, channel, cursors: undefined };
      const { epoch, offsets } = readSince(since, source);
      const position = log.fanOut.positionText();
      const unrecovered = (reason: Unrecovered['reason']): Unrecovered => {
        counts.sinceRefused += 1;
        return { reason, position };
      };
      if (epoch !== log.epoch) return unrecovered('epoch');
      if (!(await isInLog(feed, log, offsets, (beyond) => logEnds.reach(beyond, headers))))
        throw sinceProblem('invalid-position', 'beyond-end', 'Lies beyond the end of the log.', source);
      const cursors = log.floors.map((_, partition) => offsets.get(partition) ?? none);
      if (cursors.some((cursor, partition) => isBelowFloor(log, partition, cursor))) return unrecovered('floor');
      const isInMemory = isRemembered(log, cursors);
      if (journal.away !== undefined && !isInMemory)
        throw new ProblemError(
          'unavailable',
          'Postgres, which holds the journal, is unavailable, and memory does not reach back so far.',
        );
      counts[isInMemory ? 'sinceMemory' : 'sinceJournal'] += 1;
      return { log, channel, cursors };
    },

    open({ log, channel, cursors }, sink) {
      if (log !== feed.log) throw notLoaded();
      const { fanOut } = log;
      const subscription = new Subscription(channel, sink, cursors ?? fanOut.delivered, opened);
      opened += 1;
      if (cursors === undefined) subscription.goLive(fanOut.delivered);
      fanOut.add(subscription);
      openOn.set(subscription, log);
      return { subscription, position: fanOut.positionText() };
    },

    pump(subscription) {
      const log = openOn.get(subscription);
      if (log === undefined) return;
      void catchUp(log.fanOut, subscription, {
        readPage: (query) => journal.readPage(log.epoch, query),
        pause: (failures) => wait(backoffMs(failures), undefined, { ref: false }),
      });
    },

    close,

    revoke(subscription) {
      openOn.get(subscription)?.fanOut.pushSystem(subscription, '$revoked');
      close(subscription);
    },

    position(of) {
      const { fanOut } = (of === undefined ? undefined : openOn.get(of)) ?? current(feed);
      return fanOut.positionText(of?.reached(fanOut.delivered));
    },
  };
}

function current({ log }: Feed): FollowedLog {
  if (log === undefined) throw notLoaded();
  return log;
}

const notLoaded = (): ProblemError => new ProblemError('unavailable', 'The feed has not been loaded yet.');

const inPayload: SinceSource = { pointer: '#/payload/since' };

function readSince(since: string, source: SinceSource) {
  const position = parsePosition(since);
  if (position === undefined)
    throw sinceProblem('invalid', 'bad-format', 'Must be a position, as frames carry them.', source);
  return position;
}

const sinceProblem = (
  slug: 'invalid' | 'invalid-position',
  code: string,
  detail: string,
  source: SinceSource,
): ProblemError => new ProblemError(slug, `since: ${detail}`, { errors: [{ ...source, code, detail }] });

/** Ahead of the read model is fine: so is a client that has just written. */
async function isInLog(
  feed: Feed,
  { applied, fanOut }: FollowedLog,
  offsets: ReadonlyMap<number, number>,
  logReaches: (offsets: ReadonlyMap<number, number>) => Promise<boolean>,
): Promise<boolean> {
  const isBeyond = (): boolean =>
    [...offsets].some(
      ([partition, offset]) => offset > Math.max(applied[partition] ?? -1, fanOut.delivered[partition] ?? -1),
    );
  if (!isBeyond()) return true;
  await feed.readHeads().catch(() => {});
  return !isBeyond() || logReaches(offsets);
}

/** Offset 0 holds the record that opened the log, and -1 nothing at all: both are before any event. */
const isBelowFloor = ({ floors, fanOut }: FollowedLog, partition: number, cursor: number): boolean =>
  Math.max(cursor, 0) < (floors[partition] ?? none) && fanOut.remembered(partition, cursor) === undefined;

const isRemembered = ({ fanOut }: FollowedLog, cursors: readonly number[]): boolean =>
  cursors.every((cursor, partition) => fanOut.remembered(partition, cursor) !== undefined);
