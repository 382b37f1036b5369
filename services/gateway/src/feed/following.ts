import { type Entry, toEntry } from '../domain/entry.ts';
import { none } from '../domain/partition-follower.ts';
import type { RelayedMessage } from '../domain/relayed-message.ts';
import type { Heads } from '../sql/select-heads.ts';
import { FanOut } from './fan-out.ts';
import type { FeedCounts } from './feed-counts.ts';
import { LogFollower } from './follow-log.ts';
import type { Journal, Loaded } from './journal.ts';

/** Why what was loaded is of no use any more. */
export type Loss = 'the log has another epoch' | 'the journal does not continue what was delivered';

const bookmarkMs = 1_000;

/**
 * One log as it was found and is followed since: the followers, what they have delivered, and how far the read model was when
 * last asked. Another log is another Following.
 */
export class Following {
  readonly epoch: string;
  readonly fanOut: FanOut;
  /** Per partition: the last record that the read model is known to have seen. */
  readonly applied: number[];
  /** Per partition: the journal holds what comes after this position. */
  readonly floors: number[];
  readonly #follower: LogFollower;
  readonly #onLoss: (loss: Loss) => void;
  #bookmarkedAtMs = 0;

  constructor(
    { epoch, partitions, heads }: Loaded,
    journal: Journal,
    counts: FeedCounts,
    onLoss: (loss: Loss) => void,
  ) {
    this.epoch = epoch;
    this.fanOut = new FanOut(epoch, partitions, counts);
    this.applied = [...this.fanOut.delivered];
    this.floors = partitions.map(() => none);
    this.#note(heads);
    this.#onLoss = onLoss;
    this.#follower = new LogFollower(this.fanOut.delivered, {
      readAfter: async (partition, after) => {
        counts.repairs += 1;
        const page = await journal.readAfter(epoch, partition, after);
        counts.repaired += page.entries.length;
        return page;
      },
      deliver: (partition, entry) => this.fanOut.deliver(partition, entry),
      lost: () => onLoss('the journal does not continue what was delivered'),
    });
  }

  /** Of this epoch. */
  relayed({ partition, last, entries }: RelayedMessage): void {
    const own: Entry[] | undefined = entries?.map((entry) => toEntry(this.epoch, partition, entry));
    this.#follower.relayed(partition, last ?? none, own);
  }

  heads({ epoch, heads }: Heads): void {
    if (epoch !== this.epoch) {
      this.#onLoss('the log has another epoch');
      return;
    }
    this.#note(heads);
    this.#follower.heads(new Map(heads.map(({ partition, last }) => [partition, last])));
  }

  #note(heads: Heads['heads']): void {
    for (const { partition, applied, floor } of heads) {
      this.applied[partition] = applied;
      this.floors[partition] = floor;
    }
  }

  /** How many positions have been heard of beyond what was delivered, over all partitions. */
  get lag(): number {
    return this.#follower.lag;
  }

  /** To be called a few times a second. */
  tick(nowMs: number): void {
    this.#follower.tick(nowMs);
    if (nowMs - this.#bookmarkedAtMs < bookmarkMs) return;
    this.#bookmarkedAtMs = nowMs;
    this.fanOut.pushBookmarks(nowMs);
  }

  /** Nothing is delivered after this. */
  stop(): void {
    this.#follower.stop();
  }
}
