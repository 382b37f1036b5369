import { type FeedEvent, subjectOf } from '@notes/client';
import type { OwnWrite } from '@notes/page';

/** The smallest value that at least the share `q` of the values does not exceed (nearest rank); null of none. */
export function quantile(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
}

/** What arrived within one second. Times in milliseconds. */
type Arrived = {
  readonly events: number;
  /** From sending a write of this page to its event: one clock. */
  readonly own: readonly number[];
  /** From the time in an event of others to its arrival: two clocks, so it is off by their difference, and may be negative. */
  readonly others: readonly number[];
};

/**
 * Collects what arrives until it is taken, second by second. Whether an event is of this page is certain only after the response to its
 * write, which may follow the event: so events of others are returned one `take` later.
 */
export class Arrivals {
  #events = 0;
  #own: number[] = [];
  #ownNames: string[] = [];
  #formerOwnNames: string[] = [];
  #fresh = new Map<string, number>();
  #ripe = new Map<string, number>();

  /** `atMs` by this machine's clock. Events of catching up are old, and do not count for the delay of the feed. */
  addEvents(events: readonly FeedEvent[], atMs: number, isLive: boolean): void {
    this.#events += events.length;
    if (!isLive) return;
    for (const { data } of events) this.#fresh.set(nameOf(subjectOf(data), data.version), atMs - Date.parse(data.time));
  }

  addOwn({ id, version, ms }: OwnWrite): void {
    this.#own.push(ms);
    this.#ownNames.push(nameOf(id, version));
  }

  take(): Arrived {
    for (const name of [...this.#formerOwnNames, ...this.#ownNames]) {
      this.#ripe.delete(name);
      this.#fresh.delete(name);
    }
    const others = [...this.#ripe.values()];
    const arrived = { events: this.#events, own: this.#own, others };
    this.#events = 0;
    this.#own = [];
    this.#formerOwnNames = this.#ownNames;
    this.#ownNames = [];
    this.#ripe = this.#fresh;
    this.#fresh = new Map();
    return arrived;
  }
}

const nameOf = (id: string, version: number): string => `${id} ${version}`;

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

const none = '–';

/** A whole number, in groups of three. */
export const count = (value: number | null): string => (value === null ? none : whole.format(value));

/** Per second; small rates with a decimal. */
export const rate = (value: number | null): string =>
  value === null ? none : (value < 10 ? fine : whole).format(value);

export const milliseconds = (value: number | null): string => (value === null ? none : `${rate(value)} ms`);

/** The figures of one second. `null`: not known, or there were none. */
export type Sample = {
  readonly eventsPerSecond: number;
  readonly lag: number | null;
  /** Medians, in milliseconds. */
  readonly ownMs: number | null;
  readonly othersMs: number | null;
};

/** `elapsedMs` since the last one: timers of a page in the background are late. */
export const sampleOf = ({ events, own, others }: Arrived, lag: number | null, elapsedMs: number): Sample => ({
  eventsPerSecond: (events * 1000) / Math.max(1, elapsedMs),
  lag,
  ownMs: quantile(own, 0.5),
  othersMs: quantile(others, 0.5),
});

type Summary = {
  readonly now: number | null;
  readonly median: number | null;
  readonly p95: number | null;
  readonly max: number | null;
};

/** One of the figures over all samples; seconds without it do not count. */
export function summaryOf(samples: readonly Sample[], figure: keyof Sample): Summary {
  const values = samples.flatMap((sample) => sample[figure] ?? []);
  return {
    now: samples.at(-1)?.[figure] ?? null,
    median: quantile(values, 0.5),
    p95: quantile(values, 0.95),
    max: quantile(values, 1),
  };
}
