import {
  gather,
  keepTrying,
  type Logger,
  type Readiness,
  type Redis,
  type Resource,
  type Tracer,
} from '@notes/service';
import type { Channels } from '../domain/channel.ts';
import type { RelayedMessage } from '../domain/entry.ts';
import { FanOut } from './fan-out.ts';
import type { DeliveryMetrics, FeedCounts } from './feed-metrics.ts';
import { FollowedLog, type LostReason } from './followed-log.ts';
import type { Journal, Loaded } from './journal.ts';
import { listenToRelay, type Relay } from './relay.ts';
import { traceDelivery } from './trace-delivery.ts';

export type FeedOptions = {
  readonly channels: Channels;
  readonly journal: Journal;
  /** Made for subscriptions. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly logger: Logger;
  readonly readiness: Readiness;
  readonly counts: FeedCounts;
  readonly delivery: DeliveryMetrics;
  readonly tracer?: Tracer | undefined;
  /** The log is another one: nothing subscribed before gets anything any more. */
  onReset(): void;
};

/** How often the journal is read while Redis is unavailable or silent; retries of reads wait for it too. */
const tickMs = 250;
/** How often it is read all the same. */
const steadyMs = 10_000;

const journalCheck = 'postgres';

/**
 * Follows the log from the journal and from Redis. Redis announces at once what is new; the journal is authoritative, and is
 * read while Redis is silent, and now and then in any case. Live goes on without either as long as the other is there.
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
  #readAtMs = 0;
  #reading = false;

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

  /** Whether Redis has something of every partition: otherwise the journal is read. */
  get isReceiving(): boolean {
    return this.#relay?.isReceiving(performance.now()) ?? false;
  }

  /** Resolves when the log is followed, so that the first client is served, or when it is clear that Postgres must be waited for. */
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
   * Reads how far the journal is, whatever has been received, and beginning after this call: a read under way may have begun
   * before what the caller knows of. Rejects if the journal is unavailable.
   */
  readHeads(): Promise<void> {
    return this.#readOnce(undefined);
  }

  readonly #readOnce = gather(async (calls: readonly undefined[]) => {
    await this.#read();
    return calls;
  });

  async #read(): Promise<void> {
    const log = this.#log;
    this.#readAtMs = performance.now();
    this.#reading = true;
    try {
      const heads = await this.#options.journal.readHeads();
      if (heads !== undefined) log?.heads(heads);
    } finally {
      this.#reading = false;
    }
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
    const { journal, redis, prefix, logger, readiness, counts, delivery, tracer } = this.#options;
    const { epoch, partitions, heads } = loaded;
    const log = new FollowedLog(new FanOut(epoch, this.channels, partitions, counts), heads, {
      readAfter: (partition, after) => journal.readAfter(epoch, partition, after),
      onLost: (reason) => this.#reset(log, reason),
      onDelivered: delivery.delivered,
      ...(tracer === undefined ? {} : { onTraced: (...delivered) => traceDelivery(tracer, ...delivered) }),
    });
    this.#log = log;
    this.#relay = listenToRelay({
      redis,
      prefix,
      partitions: partitions.length,
      channels: this.channels,
      logger,
      onMessage: (message) => this.#onMessage(log, message),
      onSubscribed: () => this.#readSoon(),
    });
    this.#readSoon();
    for (const over of this.#awaiting) over();
    readiness.set(journalCheck, 'ok');
    logger.info({ epoch, partitions: partitions.length }, 'feed: following the log');
  }

  #onMessage(log: FollowedLog, message: RelayedMessage): void {
    this.#options.delivery.received();
    if (message.epoch !== log.epoch) {
      // Which is right, only the database knows: a projector left over from before may publish too.
      this.#readSoon();
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
    this.#options.logger.error({ epoch: from.epoch, reason }, 'feed: starting over, all subscribers must reconnect');
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
    this.#options.delivery.ticked();
    this.#log?.tick(nowMs);
    if (this.#relay === undefined || this.#reading) return;
    const isDue = nowMs - this.#readAtMs >= steadyMs || this.#options.journal.away !== undefined;
    if (isDue || !this.#relay.isReceiving(nowMs)) this.#readSoon();
  }

  #readSoon(): void {
    // The journal remembers that it is unavailable, and is read again.
    this.readHeads().catch(() => {});
  }
}
