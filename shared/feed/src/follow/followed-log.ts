import type { RelayedMessage } from '../domain/entry.ts';
import { type Entry, toEntry } from '../domain/entry.ts';
import { type Effect, type Input, none, PartitionFollower } from '../domain/partition-follower.ts';
import type { FanOut } from './fan-out.ts';
import type { Heads } from './select-journal.ts';

/** Why what was loaded is of no use any more. */
export type LostReason = 'the log has another epoch' | 'the journal does not continue what was delivered';

export type FollowPorts = {
  /** All channels of one partition, from the journal. `more`: there may be more after these. */
  readAfter(partition: number, after: number): Promise<{ readonly entries: readonly Entry[]; readonly more: boolean }>;
  onLost(reason: LostReason): void;
  /** These have been handed to all who are live on their channels: they go out at the end of this turn of the event loop. */
  onDelivered(entries: readonly Entry[]): void;
  /** An event whose trace is kept has been pushed to so many subscribers just now. */
  readonly onTraced?: (partition: number, entry: Entry, subscribers: number) => void;
};

type Follower = Pick<PartitionFollower<Entry>, 'lag' | 'step'>;

const bookmarkMs = 1_000;

/**
 * One log as it was found and is followed since: a follower for each partition, whose effects are performed here, what they have delivered,
 * and how far the read model was when last read. Another log is another FollowedLog.
 */
export class FollowedLog {
  readonly fanOut: FanOut;
  /** Per partition: the last record that the read model is known to have seen. */
  readonly applied: number[];
  /** Per partition: the journal holds what comes after this position. */
  readonly floors: number[];
  readonly #followers: readonly Follower[];
  readonly #ports: FollowPorts;
  #bookmarkedAtMs = 0;
  #stopped = false;

  /** Goes on after what the fan-out has delivered. */
  constructor(
    fanOut: FanOut,
    heads: Heads['heads'],
    ports: FollowPorts,
    follow: (last: number) => Follower = (last) => new PartitionFollower<Entry>(last),
  ) {
    this.fanOut = fanOut;
    this.applied = [...fanOut.delivered];
    this.floors = fanOut.delivered.map(() => none);
    this.#note(heads);
    this.#followers = fanOut.delivered.map(follow);
    this.#ports = ports;
  }

  get epoch(): string {
    return this.fanOut.epoch;
  }

  /** A message from Redis, of this epoch. */
  relayed({ partition, last, entries }: RelayedMessage): void {
    const own = entries?.map((entry) => toEntry(this.epoch, partition, entry));
    this.#step(partition, { kind: 'relayed', last: last ?? none, entries: own });
  }

  /** How far the journal is. */
  heads({ epoch, heads }: Heads): void {
    if (epoch !== this.epoch) {
      this.#ports.onLost('the log has another epoch');
      return;
    }
    this.#note(heads);
    for (const { partition, last } of heads) this.#step(partition, { kind: 'head', last });
  }

  /** How many positions are known beyond what was delivered, over all partitions. */
  get lag(): number {
    return this.#followers.reduce((sum, { lag }) => sum + lag, 0);
  }

  /** To be called a few times a second: reads that failed are made again here. */
  tick(nowMs: number): void {
    for (const partition of this.#followers.keys()) this.#step(partition, { kind: 'tick', nowMs });
    if (nowMs - this.#bookmarkedAtMs < bookmarkMs) return;
    this.#bookmarkedAtMs = nowMs;
    this.fanOut.pushBookmarks(nowMs);
  }

  /** Nothing is delivered after this. */
  stop(): void {
    this.#stopped = true;
  }

  #note(heads: Heads['heads']): void {
    for (const { partition, applied, floor } of heads) {
      this.applied[partition] = applied;
      this.floors[partition] = floor;
    }
  }

  #step(partition: number, input: Input<Entry>): void {
    if (this.#stopped) return;
    const effects = this.#followers[partition]?.step(input) ?? [];
    for (const effect of effects) this.#perform(partition, effect);
    const delivered = effects.flatMap((effect) => (effect.kind === 'deliver' ? [effect.entry] : []));
    if (delivered.length > 0) this.#ports.onDelivered(delivered);
  }

  #perform(partition: number, effect: Effect<Entry>): void {
    switch (effect.kind) {
      case 'deliver':
        this.#deliver(partition, effect.entry);
        break;
      case 'read':
        void this.#read(partition, effect.after);
        break;
      case 'lost':
        this.#ports.onLost('the journal does not continue what was delivered');
        break;
    }
  }

  #deliver(partition: number, entry: Entry): void {
    const { counts } = this.fanOut;
    const before = counts.live;
    this.fanOut.deliver(partition, entry);
    if (entry.traceparent !== undefined && counts.live > before)
      this.#ports.onTraced?.(partition, entry, counts.live - before);
  }

  async #read(partition: number, after: number): Promise<void> {
    const { counts } = this.fanOut;
    counts.repairs += 1;
    let input: Input<Entry>;
    try {
      const { entries, more } = await this.#ports.readAfter(partition, after);
      counts.repaired += entries.length;
      input = { kind: 'page', entries, more };
    } catch {
      // The port knows; the next tick tries again.
      input = { kind: 'page-failed' };
    }
    this.#step(partition, input);
  }
}
