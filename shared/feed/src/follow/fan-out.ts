import type { SystemEvent } from '@notes/contracts';
import { formatPosition } from '@notes/kernel';
import type { Channels } from '../domain/channel.ts';
import type { Encoding, Entry } from '../domain/entry.ts';
import { type Subscription, sumOf } from '../domain/subscription.ts';
import { type FeedCounts, noCounts } from './feed-metrics.ts';

/** A partition as it was found: the newest entries, oldest first, and the position before the first of them. */
export type LoadedPartition = { readonly floor: number; readonly entries: readonly Entry[] };

/**
 * Pushes each event to all that are live on its channels, in the order of `deliver`, and keeps the newest in memory for those that
 * are behind.
 */
export class FanOut {
  readonly epoch: string;
  readonly channels: Channels;
  readonly counts: FeedCounts;
  readonly #rings: readonly Ring[];
  readonly #delivered: number[];
  readonly #subscribers = new Map<string, Set<Subscription>>();

  constructor(
    epoch: string,
    channels: Channels,
    partitions: readonly LoadedPartition[],
    counts = noCounts(),
    limits?: RingLimits,
  ) {
    this.epoch = epoch;
    this.channels = channels;
    this.counts = counts;
    this.#delivered = partitions.map(({ floor, entries }) => entries.at(-1)?.pos ?? floor);
    this.#rings = partitions.map(({ floor, entries }) => {
      const ring = new Ring(floor, limits);
      for (const entry of entries) ring.push(entry);
      return ring;
    });
  }

  /** Per partition, the position up to which everything has been delivered. */
  get delivered(): readonly number[] {
    return this.#delivered;
  }

  /** How many subscriptions are being caught up. */
  get behind(): number {
    let behind = 0;
    for (const one of this.#all()) if (one.cursors !== undefined) behind += 1;
    return behind;
  }

  /** The next event of the partition. */
  deliver(partition: number, entry: Entry): void {
    for (const name of this.channels.namesOf(entry)) {
      const subscribers = this.#subscribers.get(name);
      if (subscribers !== undefined) this.#pushTo(subscribers, name, partition, entry);
    }
    this.#delivered[partition] = entry.pos;
    this.#rings[partition]?.push(entry);
  }

  #pushTo(subscribers: ReadonlySet<Subscription>, name: string, partition: number, entry: Entry): void {
    const frameFor = this.#framesOf(name, partition, entry);
    for (const one of subscribers) {
      // One that is behind gets it when it is caught up.
      if (one.cursors !== undefined) continue;
      if ((one.isAhead && one.hasHad(partition, entry.pos)) || !one.patterns.match(entry.event)) continue;
      if (one.sink.full) {
        one.fallBehind(this.#delivered);
        this.counts.fellBehind += 1;
        this.pushSystem(one, '$behind');
      } else {
        one.sink.push(frameFor(one));
        this.counts.live += 1;
      }
    }
  }

  /** One frame for all of an encoding, but for those whose position is their own. */
  #framesOf(name: string, partition: number, entry: Entry): (subscription: Subscription) => Buffer {
    const after = (positions: readonly number[]): string => this.positionText(positions.with(partition, entry.pos));
    const shared = new Map<Encoding, Buffer>();
    const make = (encoding: Encoding, reached: () => readonly number[]): Buffer => {
      this.counts.frames += 1;
      return encoding.event(name, entry, () => after(reached()));
    };
    return (one) => {
      const { encoding } = one.sink;
      if (one.isAhead) return make(encoding, () => one.reached(this.#delivered));
      let frame = shared.get(encoding);
      if (frame === undefined) {
        frame = make(encoding, () => this.#delivered);
        shared.set(encoding, frame);
      }
      return frame;
    };
  }

  /** For a subscription that is behind, and whose cursor has been moved to the entry. */
  frame({ channel, sink, cursors }: Subscription, entry: Entry): Buffer {
    this.counts.frames += 1;
    return sink.encoding.event(channel.name, entry, () => this.positionText(cursors));
  }

  pushSystem(subscription: Subscription, event: SystemEvent): void {
    const { sink, channel, bookmark } = subscription;
    const reached = subscription.reached(this.#delivered);
    bookmark.report(sumOf(reached));
    sink.push(sink.encoding.system(channel.name, event, this.positionText(reached)));
  }

  /** To be called about once a second: reports how far they are to those that have not received it for long. */
  pushBookmarks(nowMs: number): void {
    const live = sumOf(this.#delivered);
    for (const one of this.#all()) {
      const isPlain = one.cursors === undefined && !one.isAhead;
      const progress = isPlain ? live : sumOf(one.reached(this.#delivered));
      if (one.sink.full || !one.bookmark.isDue(nowMs, progress)) continue;
      this.pushSystem(one, '$position');
      this.counts.bookmarks += 1;
    }
  }

  /** The entries after the position, if memory reaches back so far. */
  remembered(partition: number, position: number): readonly Entry[] | undefined {
    const ring = this.#rings[partition];
    return ring?.covers(position) ? ring.after(position) : undefined;
  }

  add(subscription: Subscription): void {
    const { name } = subscription.channel;
    const subscribers = this.#subscribers.get(name);
    if (subscribers === undefined) this.#subscribers.set(name, new Set([subscription]));
    else subscribers.add(subscription);
  }

  remove(subscription: Subscription): void {
    const { name } = subscription.channel;
    const subscribers = this.#subscribers.get(name);
    subscribers?.delete(subscription);
    if (subscribers?.size === 0) this.#subscribers.delete(name);
  }

  *#all(): Iterable<Subscription> {
    for (const subscribers of this.#subscribers.values()) yield* subscribers;
  }

  /** As a token that names every partition. At offset 0 of each is the record that opened the log, so 0 covers no event. */
  positionText(positions: readonly number[] = this.#delivered): string {
    const offsets = new Map(positions.map((position, partition) => [partition, Math.max(position, 0)]));
    return formatPosition({ epoch: this.epoch, offsets });
  }
}

export type RingLimits = { readonly entries: number; readonly bytes: number };

/** Twelve partitions of these are 48 MiB at most, and a few minutes of a busy system. */
export const ringLimits: RingLimits = { entries: 2_000, bytes: 4 * 1024 * 1024 };

/** The newest entries of one partition, in order and without a gap, so that most who come back need no query. */
export class Ring {
  readonly #limits: RingLimits;
  #entries: Entry[] = [];
  /** Those before are gone already; cutting them off one by one would move all others each time. */
  #start = 0;
  #bytes = 0;
  #floor: number;

  /** `floor`: all that was ever after it is here. */
  constructor(floor: number, limits: RingLimits = ringLimits) {
    this.#floor = floor;
    this.#limits = limits;
  }

  /** Whether all entries after the position are here. */
  covers(position: number): boolean {
    return position >= this.#floor;
  }

  push(entry: Entry): void {
    this.#entries.push(entry);
    this.#bytes += entry.body.length;
    while (this.#entries.length - this.#start > this.#limits.entries || this.#bytes > this.#limits.bytes) this.#drop();
    if (this.#start > this.#limits.entries) this.#compact();
  }

  /** The entries after a position that the ring covers, oldest first. They stay valid while others are pushed. */
  after(position: number): readonly Entry[] {
    let low = this.#start;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.pos ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return this.#entries.slice(low);
  }

  #drop(): void {
    const oldest = this.#entries[this.#start];
    if (oldest === undefined) return;
    this.#floor = oldest.pos;
    this.#bytes -= oldest.body.length;
    this.#start += 1;
  }

  #compact(): void {
    this.#entries = this.#entries.slice(this.#start);
    this.#start = 0;
  }
}
