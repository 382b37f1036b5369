import { createHistogram, longTimes, type Metrics, readAtScrape, showAges } from '@notes/service';
import type { Entry } from '../domain/entry.ts';

/** What the feed has done since the process began. Counted as plain numbers: some of it happens a million times a second. */
export type FeedCounts = {
  /** Events handed to subscribers, by how they came to them. */
  live: number;
  fromMemory: number;
  fromJournal: number;
  /** Frames made for them: one frame serves many. */
  frames: number;
  /** Reads of the journal because Redis missed something, and the events that came of them. */
  repairs: number;
  repaired: number;
  /** Subscriptions that began at a position, by what they had to be caught up from. */
  sinceMemory: number;
  sinceJournal: number;
  sinceRefused: number;
  /** How often a subscriber fell behind because it did not read fast enough. */
  fellBehind: number;
  bookmarks: number;
};

export const noCounts = (): FeedCounts => ({
  live: 0,
  fromMemory: 0,
  fromJournal: 0,
  frames: 0,
  repairs: 0,
  repaired: 0,
  sinceMemory: 0,
  sinceJournal: 0,
  sinceRefused: 0,
  fellBehind: 0,
  bookmarks: 0,
});

/** What is measured of events on their way to clients. */
export type DeliveryMetrics = {
  /** Something has come by Redis. */
  received(): void;
  /** The feed has looked for what is to be done. */
  ticked(): void;
  /** These go out at the end of this turn of the event loop. */
  delivered(entries: readonly Entry[]): void;
};

export function createDeliveryMetrics(metrics: Metrics): DeliveryMetrics {
  const ages = showAges(metrics);
  const onDelivered = ages.stage('delivery');
  const instantOf = instantReader();
  const seconds = createHistogram(
    metrics,
    'notes_delivered_seconds',
    'How old events were when they had been written to the clients that follow them live, by the clocks of the machine that made them and of this one.',
    longTimes,
  )();
  return {
    received: ages.loop('relay'),
    ticked: ages.loop('feed'),
    delivered(entries) {
      onDelivered();
      // What clients wait to be written is written before.
      setImmediate(() => {
        const now = Date.now();
        for (const { time } of entries) {
          const age = now - instantOf(time);
          if (!Number.isNaN(age)) seconds.observe(Math.max(0, age) / 1000);
        }
      });
    },
  };
}

const minuteLength = '2026-01-31T12:00:'.length;
const ourLength = '2026-01-31T12:00:00.000Z'.length;

/** Reads instants as Date.parse does, which takes a microsecond for each: those of one minute, as we write them, share most of it. */
export function instantReader(): (time: string) => number {
  let minute = '';
  let minuteMs = Number.NaN;
  return (time) => {
    if (time.length !== ourLength || !time.endsWith('Z')) return Date.parse(time);
    if (minute === '' || !time.startsWith(minute)) {
      minute = time.slice(0, minuteLength);
      minuteMs = Date.parse(`${minute}00.000Z`);
    }
    return minuteMs + Number(time.slice(minuteLength, -1)) * 1000;
  };
}

export type FeedMetricsPorts = {
  readonly metrics: Metrics;
  readonly feed: {
    readonly log:
      | { readonly fanOut: { readonly behind: number; readonly delivered: readonly number[] }; readonly lag: number }
      | undefined;
    readonly isReceiving: boolean;
  };
  readonly counts: FeedCounts;
  readonly eventStreams: { readonly size: number };
};

/** Shows on `/metrics` what the feed counts. Everything is read when it is scraped. */
export function createFeedMetrics({ metrics, feed, counts, eventStreams }: FeedMetricsPorts): void {
  const { counter, counters, gauge, gauges } = readAtScrape(metrics);
  gauges('notes_feed_offset', 'The event that was delivered last.', 'partition', () => [
    ...(feed.log?.fanOut.delivered.entries() ?? []),
  ]);
  counters(
    'notes_feed_delivered_events_total',
    'Events handed to subscribers, by where they came from.',
    'from',
    () => [
      ['live', counts.live],
      ['memory', counts.fromMemory],
      ['journal', counts.fromJournal],
    ],
  );
  counters('notes_feed_since_total', 'Subscriptions that began at a position, by what that took.', 'from', () => [
    ['memory', counts.sinceMemory],
    ['journal', counts.sinceJournal],
    ['refused', counts.sinceRefused],
  ]);
  counter('notes_feed_frames_total', 'Frames made for these events; one serves many.', () => counts.frames);
  counter('notes_feed_repairs_total', 'Reads of the journal because Redis missed something.', () => counts.repairs);
  counter('notes_feed_repaired_events_total', 'Events that came of these reads.', () => counts.repaired);
  counter('notes_feed_fell_behind_total', 'How often a subscriber did not read fast enough.', () => counts.fellBehind);
  counter('notes_feed_bookmarks_total', 'Positions sent to subscribers that get few events.', () => counts.bookmarks);
  gauge('notes_feed_behind', 'Subscriptions that are being caught up.', () => feed.log?.fanOut.behind ?? 0);
  gauge('notes_feed_lag_positions', 'Positions that are known, and not delivered yet.', () => feed.log?.lag ?? 0);
  gauge('notes_feed_redis_heard', '1 if Redis has messages of every partition; 0: the journal is read.', () =>
    feed.isReceiving ? 1 : 0,
  );
  gauge('notes_feed_event_streams', 'Open streams of server-sent events.', () => eventStreams.size);
}
