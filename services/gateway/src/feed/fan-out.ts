import { formatPosition } from '@notes/kernel';
import { channelsOf } from '../domain/channel.ts';
import type { Entry } from '../domain/entry.ts';
import { eventFrame, type SystemEvent, systemFrame } from '../domain/push-frame.ts';
import { Ring, type RingLimits } from '../domain/ring.ts';
import type { Subscription } from '../domain/subscription.ts';

/** A partition as it was found: the newest entries, oldest first, and the position before the first of them. */
export type LoadedPartition = { readonly floor: number; readonly entries: readonly Entry[] };

/**
 * Pushes each event to everyone who is live on its channels, in the order of `deliver`, and keeps the newest in memory for those
 * who are behind.
 */
export class FanOut {
  readonly epoch: string;
  readonly #rings: readonly Ring[];
  readonly #delivered: number[];
  readonly #subscribers = new Map<string, Set<Subscription>>();

  constructor(epoch: string, partitions: readonly LoadedPartition[], limits?: RingLimits) {
    this.epoch = epoch;
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

  /** The next event of the partition. */
  deliver(partition: number, entry: Entry): void {
    for (const name of channelsOf(entry)) {
      const subscribers = this.#subscribers.get(name);
      if (subscribers !== undefined) this.#pushTo(subscribers, name, partition, entry);
    }
    this.#delivered[partition] = entry.pos;
    this.#rings[partition]?.push(entry);
  }

  #pushTo(subscribers: ReadonlySet<Subscription>, name: string, partition: number, entry: Entry): void {
    let frame: Buffer | undefined;
    for (const one of subscribers) {
      // Whoever is behind gets it when the pump comes to it.
      if (one.cursors !== undefined || one.hasHad(partition, entry.pos) || !one.wants(entry)) continue;
      if (one.sink.full) {
        one.fallBehind(this.#delivered);
        this.pushSystem(one, '$behind');
      } else {
        frame ??= eventFrame(name, entry);
        one.sink.push(frame);
      }
    }
  }

  pushSystem(subscription: Subscription, event: SystemEvent): void {
    const position = this.positionText(subscription.reached(this.#delivered));
    subscription.sink.push(systemFrame(subscription.channel.name, event, position));
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

  /** As a token that names every partition. At offset 0 of each is the record that opened the log, so 0 covers no event. */
  positionText(positions: readonly number[] = this.#delivered): string {
    const offsets = new Map(positions.map((position, partition) => [partition, Math.max(position, 0)]));
    return formatPosition({ epoch: this.epoch, offsets });
  }
}
