import { createKeeper, type Keeper } from '../cluster/keeper.ts';
import type { Link } from '../cluster/link.ts';
import { Router } from '../cluster/router.ts';
import type { LogConfig, LogLogger } from '../log-config.ts';
import { asLogError, LogError } from '../log-error.ts';
import type { LogBatch } from '../log-record.ts';
import type { FetchLimits } from '../wire/fetch.ts';
import { type Cursor, createCursor, seekCursor, verifyCursor } from './cursor.ts';
import { runFetchLoop } from './fetch-loop.ts';

export type TailHandlers = {
  /**
   * Called with each batch, per partition in log order and one at a time; batches of several partitions may run at once
   * when it returns promises. A throw or rejection ends the reading through `onFatal`.
   */
  onBatch(batch: LogBatch): void | Promise<void>;
  /**
   * `disconnected` also stands for the loss of a single leader. The tail itself sees to it that what follows `connected`
   * continues what it has read; whose log it is at the start is for the caller to check.
   */
  onState?(state: 'connected' | 'disconnected', error?: Error): void;
  /**
   * The reading has ended and does not come back: LogError `out-of-range` when an offset is beyond the log's ends or what
   * was read before a disturbance is no longer there (it never jumps), `fatal` otherwise.
   */
  onFatal(error: LogError): void;
};

export type TailOptions = {
  readonly logger: LogLogger;
  /** How long a broker holds a fetch when there is nothing to read. Default 250. */
  readonly maxWaitMs?: number;
  /** Of one answer: default 4 MiB in all and 1 MiB for a partition; a single larger batch comes whole nevertheless. */
  readonly maxBytes?: number;
  readonly maxBytesPerPartition?: number;
};

const mebibyte = 1024 * 1024;
const requestTimeoutMs = 5_000;

/**
 * A reader outside any consumer group, on connections of its own. For each leader that is linked one loop fetches the
 * partitions it leads; a loop that fails tells the keeper, and every return of the keeper to `connected` starts the loops
 * that are missing, whose first fetches verify that the log is still the one that was read.
 */
export class Tail {
  readonly #topic: string;
  readonly #logger: LogLogger;
  readonly #limits: FetchLimits;
  readonly #router: Router;
  readonly #keeper: Keeper;
  readonly #cursors = new Map<number, Cursor>();
  readonly #loops = new Map<Link, Promise<void>>();
  #handlers: TailHandlers | undefined;
  #ended = false;

  constructor(config: LogConfig, options: TailOptions) {
    this.#topic = config.topic;
    this.#logger = options.logger;
    this.#limits = {
      maxWaitMs: options.maxWaitMs ?? 250,
      maxBytes: options.maxBytes ?? 4 * mebibyte,
      maxBytesPerPartition: options.maxBytesPerPartition ?? mebibyte,
    };
    this.#router = new Router(config, {
      logger: options.logger,
      requestTimeoutMs,
      onLinkLost: (reason) => this.#disturb(reason),
    });
    this.#keeper = createKeeper(this.#router, {
      logger: options.logger,
      name: 'tail',
      onState: (state, error) => {
        if (state === 'connected') this.#startLoops();
        this.#handlers?.onState?.(state, error);
      },
      onFatal: (error) => this.#end(error),
    });
  }

  /**
   * Reads for ever from these offsets, each the next to read. Resolves when connected for the first time, however long
   * that takes; rejects with LogError when it ends before that.
   */
  async start(positions: ReadonlyMap<number, number>, handlers: TailHandlers): Promise<void> {
    if (this.#handlers !== undefined || this.#ended) throw new LogError('unavailable', 'stopped, or started before');
    for (const [partition, offset] of positions) this.#cursors.set(partition, createCursor(partition, offset));
    this.#handlers = handlers;
    this.#keeper.start();
    await this.#keeper.ready();
  }

  /** Moves partitions back or forth; what is in flight for them is dropped. Takes effect within `maxWaitMs`. */
  seek(positions: ReadonlyMap<number, number>): void {
    for (const [partition, offset] of positions) {
      const cursor = this.#cursors.get(partition);
      if (cursor === undefined) this.#cursors.set(partition, createCursor(partition, offset));
      else seekCursor(cursor, offset);
    }
    this.#startLoops();
  }

  /** Disconnects at once, calls no handler any more, and waits for those that run. Must not be awaited by a handler. */
  async stop(): Promise<void> {
    this.#close();
    await Promise.allSettled([...this.#cursors.values()].map(({ handling }) => handling));
  }

  #disturb(reason: LogError): void {
    for (const cursor of this.#cursors.values()) verifyCursor(cursor);
    this.#keeper.disturb(reason);
  }

  #startLoops(): void {
    for (const link of this.#router.leaders()) {
      if (this.#loops.has(link)) continue;
      const loop = runFetchLoop(link, {
        topic: this.#topic,
        limits: this.#limits,
        cursors: () => this.#cursorsOf(link),
        deliver: (batches) => this.#deliver(batches),
      })
        .catch((error: unknown) => this.#loopFailed(link, asLogError(error)))
        .finally(() => this.#loops.delete(link));
      this.#loops.set(link, loop);
    }
  }

  #cursorsOf(link: Link): Cursor[] {
    if (this.#ended || !link.open) return [];
    const own = this.#router.partitionsOf(link).map((partition) => this.#cursors.get(partition));
    return own.filter((cursor) => cursor !== undefined);
  }

  /** A link that is closed has told so itself, or was closed because nothing is to be read over it any more. */
  #loopFailed(link: Link, error: LogError): void {
    if (error.kind !== 'unavailable') this.#end(error);
    else if (link.open) this.#disturb(error);
  }

  #deliver(batches: readonly LogBatch[]): Promise<void> | undefined {
    const running = batches.map((batch) => this.#handle(batch)).filter((handling) => handling !== undefined);
    return running.length === 0 ? undefined : Promise.all(running).then(() => {});
  }

  /** Undefined when the handler is done already, which is the usual, synchronous case. */
  #handle(batch: LogBatch): Promise<void> | undefined {
    const cursor = this.#cursors.get(batch.partition);
    // A handler that still runs can only be of a loop over another link, before the partition's leader moved.
    if (cursor?.handling !== undefined) return cursor.handling.then(() => this.#handle(batch));
    if (cursor === undefined || this.#ended || cursor.latest !== batch) return undefined;
    const handling = this.#callHandler(batch)?.finally(() => {
      cursor.handling = undefined;
    });
    cursor.handling = handling;
    return handling;
  }

  /** Its failure is no failure of Kafka's, whatever error it is made of. */
  #callHandler(batch: LogBatch): Promise<void> | undefined {
    const failed = (error: unknown): never => {
      throw new LogError('fatal', `a batch of partition ${batch.partition} was not handled: ${String(error)}`, error);
    };
    try {
      return this.#handlers?.onBatch(batch)?.catch(failed);
    } catch (error) {
      return failed(error);
    }
  }

  #end(error: LogError): void {
    if (this.#ended) return;
    this.#close();
    this.#logger.error({ err: error }, 'tail: reading has ended');
    this.#handlers?.onFatal(error);
  }

  #close(): void {
    this.#ended = true;
    this.#keeper.stop();
    this.#router.close();
  }
}

export const createTail = (config: LogConfig, options: TailOptions): Tail => new Tail(config, options);
