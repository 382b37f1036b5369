import type { Entry } from '../domain/entry.ts';
import { type Effect, type Input, PartitionFollower } from '../domain/partition-follower.ts';

export type FollowPorts = {
  /** All channels of one partition, from the journal. `more`: there may be more after these. */
  readAfter(partition: number, after: number): Promise<{ readonly entries: readonly Entry[]; readonly more: boolean }>;
  deliver(partition: number, entry: Entry): void;
  /** The journal does not continue what was delivered: what was loaded is of no use any more. */
  lost(partition: number, after: number): void;
};

type Follower = Pick<PartitionFollower<Entry>, 'lag' | 'step'>;

/** Follows all partitions: does what their followers ask for, and tells them how it went. */
export class LogFollower {
  readonly #followers: readonly Follower[];
  readonly #ports: FollowPorts;
  #stopped = false;

  /** `lasts`: per partition, the position delivered last. */
  constructor(
    lasts: readonly number[],
    ports: FollowPorts,
    follow: (last: number) => Follower = (last) => new PartitionFollower<Entry>(last),
  ) {
    this.#followers = lasts.map(follow);
    this.#ports = ports;
  }

  /** A message from Redis. */
  relayed(partition: number, last: number, entries: readonly Entry[] | undefined): void {
    this.#step(partition, { kind: 'relayed', last, entries });
  }

  /** The journal's last positions by partition. */
  heads(lasts: ReadonlyMap<number, number>): void {
    for (const [partition, last] of lasts) this.#step(partition, { kind: 'head', last });
  }

  /** To be called a few times a second: retries are made here. */
  tick(nowMs: number): void {
    for (const partition of this.#followers.keys()) this.#step(partition, { kind: 'tick', nowMs });
  }

  /** How many positions have been heard of beyond what was delivered, over all partitions. */
  get lag(): number {
    return this.#followers.reduce((sum, { lag }) => sum + lag, 0);
  }

  /** Nothing is delivered after this. */
  stop(): void {
    this.#stopped = true;
  }

  #step(partition: number, input: Input<Entry>): void {
    if (this.#stopped) return;
    for (const effect of this.#followers[partition]?.step(input) ?? []) this.#perform(partition, effect);
  }

  #perform(partition: number, effect: Effect<Entry>): void {
    switch (effect.kind) {
      case 'deliver':
        this.#ports.deliver(partition, effect.entry);
        break;
      case 'read':
        void this.#read(partition, effect.after);
        break;
      case 'lost':
        this.#ports.lost(partition, effect.after);
        break;
    }
  }

  async #read(partition: number, after: number): Promise<void> {
    let input: Input<Entry>;
    try {
      input = { kind: 'page', ...(await this.#ports.readAfter(partition, after)) };
    } catch {
      // The port knows; the next tick tries again.
      input = { kind: 'page-failed' };
    }
    this.#step(partition, input);
  }
}
