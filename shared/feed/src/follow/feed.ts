import { keepTrying, type Logger, type Readiness, type Redis, type Resource } from '@notes/service';
import type { Channels } from '../domain/channel.ts';
import type { RelayedMessage } from '../domain/relayed-message.ts';
import { FanOut } from './fan-out.ts';
import type { FeedCounts } from './feed-metrics.ts';
import { FollowedLog, type LostReason } from './followed-log.ts';
import type { Journal, Loaded } from './journal.ts';
import { listenToRelay, type Relay } from './relay.ts';

export type FeedOptions = {
  readonly channels: Channels;
  readonly journal: Journal;
  /** Made for subscriptions. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly logger: Logger;
  readonly readiness: Readiness;
  readonly counts: FeedCounts;
  /** The log is another one: nothing subscribed before gets anything any more. */
  onReset(): void;
};

/** How often the journal is asked while Redis is away or silent; retries of reads wait for it too. */
const tickMs = 250;
/** How often it is asked all the same. */
const steadyMs = 10_000;

const journalCheck = 'postgres';

/**
 * Follows the log from the journal and from Redis. Redis says at once what is new; the journal says what is true, and is
 * asked while Redis does not speak, and now and then in any case. Live goes on without either as long as the other is there.
 *
 *   loading    the journal has been read                           → following
 *   following  another epoch, or a journal that does not continue  → loading
 */
export class Feed implements Resource {
  readonly name = 'feed';
  readonly #options: FeedOptions;
  readonly #stopping = new AbortController();
  #log: FollowedLog | undefined;
  #relay: Relay | undefined;
  #ticker: NodeJS.Timeout | undefined;
  readonly #awaiting = new Set<() => void>();
  #askedAtMs = 0;
  /** The question under way, and the one after it. */
  #asking: Promise<void> | undefined;
  #askingNext: Promise<void> | undefined;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  get channels(): Channels {
    return this.#options.channels;
  }

  /** The log that is followed; undefined until it has been loaded. */
  get log(): FollowedLog | undefined {
    return this.#log;
  }

  /** Whether Redis speaks of every partition: otherwise the journal is asked. */
  get isHearing(): boolean {
    return this.#relay?.isHearing(performance.now()) ?? false;
  }

  /** Resolves when the log is followed, so that whoever comes first is served, or when it is clear that Postgres must be waited for. */
  async start(): Promise<void> {
    this.#ticker = setInterval(() => this.#tick(), tickMs);
    await this.#load();
  }

  /** Resolves when a log is followed, at once if one is, and after so long in any case. */
  async whenFollowing(patienceMs: number): Promise<void> {
    if (this.#log !== undefined) return;
    await new Promise<void>((resolve) => {
      const over = (): void => {
        clearTimeout(late);
        this.#awaiting.delete(over);
        resolve();
      };
      const late = setTimeout(over, patienceMs);
      this.#awaiting.add(over);
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#ticker);
    this.#leave();
  }

  /**
   * Asks the journal how far it is, whatever has been heard, and beginning after this call: an answer under way may have been
   * given before what the caller knows of. Rejects if the journal is away.
   */
  askHeads(): Promise<void> {
    this.#askingNext ??= this.#askNext();
    return this.#askingNext;
  }

  async #askNext(): Promise<void> {
    await this.#asking?.catch(() => {});
    this.#askedAtMs = performance.now();
    this.#asking = this.#ask();
    this.#askingNext = undefined;
    await this.#asking.finally(() => {
      this.#asking = undefined;
    });
  }

  async #ask(): Promise<void> {
    const log = this.#log;
    const heads = await this.#options.journal.readHeads();
    if (heads !== undefined) log?.heads(heads);
  }

  /** Resolves when it is loaded, or when the first attempt has failed: then it goes on. */
  #load(): Promise<void> {
    const { journal, logger, readiness } = this.#options;
    readiness.set(journalCheck, 'the journal has not been read yet');
    return new Promise((resolve) => {
      const onWaiting = (reason: string): void => {
        readiness.set(journalCheck, reason);
        resolve();
      };
      keepTrying('feed: reading the journal', journal.load, { logger, signal: this.#stopping.signal, onWaiting })
        .then((loaded) => this.#follow(loaded))
        // Only the end of the process ends it.
        .catch(() => {})
        .finally(resolve);
    });
  }

  #follow(loaded: Loaded): void {
    const { journal, redis, prefix, logger, readiness, counts } = this.#options;
    const { epoch, partitions, heads } = loaded;
    const log = new FollowedLog(new FanOut(epoch, this.channels, partitions, counts), heads, {
      readAfter: (partition, after) => journal.readAfter(epoch, partition, after),
      onLost: (reason) => this.#reset(log, reason),
    });
    this.#log = log;
    this.#relay = listenToRelay({
      redis,
      prefix,
      partitions: partitions.length,
      logger,
      onMessage: (message) => this.#onMessage(log, message),
      onSubscribed: () => this.#askSoon(),
    });
    this.#askSoon();
    for (const over of this.#awaiting) over();
    readiness.set(journalCheck, 'ok');
    logger.info({ epoch, partitions: partitions.length }, 'feed: following the log');
  }

  #onMessage(log: FollowedLog, message: RelayedMessage): void {
    if (message.epoch !== log.epoch) {
      // Which is right, the database says: a projector left over from before may speak too.
      this.#askSoon();
      return;
    }
    try {
      log.relayed(message);
    } catch (err) {
      this.#options.logger.warn({ err }, 'redis: a message that cannot be true was ignored');
    }
  }

  #reset(from: FollowedLog, reason: LostReason): void {
    if (from !== this.#log) return;
    this.#options.logger.error({ epoch: from.epoch, reason }, 'feed: starting over, all subscribers must come again');
    this.#leave();
    this.#options.onReset();
    void this.#load();
  }

  #leave(): void {
    this.#log?.stop();
    this.#relay?.close();
    this.#log = undefined;
    this.#relay = undefined;
  }

  #tick(): void {
    const nowMs = performance.now();
    this.#log?.tick(nowMs);
    if (this.#relay === undefined || this.#asking !== undefined) return;
    const isDue = nowMs - this.#askedAtMs >= steadyMs || this.#options.journal.away !== undefined;
    if (isDue || !this.#relay.isHearing(nowMs)) this.#askSoon();
  }

  #askSoon(): void {
    // The journal remembers that it is away, and is asked again.
    this.askHeads().catch(() => {});
  }
}
