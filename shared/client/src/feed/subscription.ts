import { PositionKeeper } from '../position-keeper.ts';
import type { LossReason, Push } from './core/channel.ts';
import { FeedLostError, type FeedStatus, type FeedSubscription, type SubscribeOptions } from './feed-api.ts';

/** More than this is not kept for a slow taker: it leaves the channel, and joins again once it has handled them. */
const mostQueued = 1_000;

/** What a subscription needs of the feed. */
export type Host = {
  leave(subscription: Subscription): void;
  /** Leaves for a while; false if it could not come back without a loss. */
  pause(subscription: Subscription): boolean;
  resume(subscription: Subscription): void;
};

type Ended = { readonly error: Error | undefined };

/** One subscription as its taker sees it: a queue, and a position that moves when an event has been handled. */
export class Subscription implements FeedSubscription<unknown> {
  readonly id: number;
  readonly channel: string;
  readonly ready: Promise<void>;
  readonly #options: SubscribeOptions<never>;
  readonly #host: Host;
  readonly #position = new PositionKeeper();
  #queue: Push[] = [];
  #isPaused = false;
  #ended: Ended | undefined;
  #wake: () => void = () => {};
  #settleReady: (error?: Error) => void = () => {};
  #status: string | undefined;

  constructor(id: number, channel: string, options: SubscribeOptions<never>, host: Host) {
    this.id = id;
    this.channel = channel;
    this.#options = options;
    this.#host = host;
    this.#position.add(options.since);
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = (error) => (error === undefined ? resolve() : reject(error));
    });
    this.ready.catch(() => {});
    options.signal?.addEventListener('abort', this.#abort, { once: true });
    if (options.onEvent !== undefined) void this.#handleAll(options.onEvent as (event: unknown) => unknown);
  }

  get position(): string | undefined {
    return this.#position.token;
  }

  close(): void {
    this.#queue = [];
    this.end(undefined);
  }

  begin(position: string | undefined): void {
    if (this.#position.token === undefined) this.#position.add(position);
    this.#settleReady();
  }

  push(push: Push): void {
    if (this.#ended !== undefined) return;
    if (!this.#isPaused && this.#queue.length >= mostQueued) this.#isPaused = this.#host.pause(this);
    // Only rooms cannot come back, and they promise nothing.
    if (this.#queue.length < mostQueued || push.position !== undefined) this.#queue.push(push);
    this.#wake();
  }

  lose(reason: LossReason, position: string | undefined): void {
    this.end(new FeedLostError(this.channel, reason, position));
  }

  status(status: FeedStatus): void {
    const text = JSON.stringify(status);
    if (this.#ended !== undefined || text === this.#status) return;
    this.#status = text;
    this.#options.onStatus?.(status);
  }

  end(error: Error | undefined): void {
    if (this.#ended !== undefined) return;
    this.status(error === undefined ? { state: 'closed' } : { state: 'closed', error });
    this.#ended = { error };
    this.#options.signal?.removeEventListener('abort', this.#abort);
    this.#host.leave(this);
    this.#settleReady(error ?? new Error('The subscription is closed.'));
    if (this.#options.onEvent === undefined) this.#options.onEnd?.(error);
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void> {
    try {
      for (let push = await this.#next(); push !== undefined; push = await this.#next()) {
        const { event, data, position, traceparent } = push;
        const { channel } = this;
        const isSystem = event.startsWith('$');
        if (isSystem) this.#options.onSystem?.({ channel, event, position });
        else if (position === undefined) yield { channel, event, data };
        else if (traceparent === undefined) yield { channel, event, data, position };
        else yield { channel, event, data, position, traceparent };
        // An event's position names its own partition alone, so there must be a whole one to add it to.
        if (isSystem || this.#position.token !== undefined) this.#position.add(position);
      }
    } finally {
      this.close();
    }
    if (this.#ended?.error !== undefined) throw this.#ended.error;
  }

  readonly #abort = (): void => this.close();

  /** Undefined: there will not be any more. */
  async #next(): Promise<Push | undefined> {
    for (;;) {
      const push = this.#queue.shift();
      if (push !== undefined || this.#ended !== undefined) return push;
      if (this.#isPaused) {
        this.#isPaused = false;
        this.#host.resume(this);
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async #handleAll(onEvent: (event: unknown) => unknown): Promise<void> {
    let failure: Error | undefined;
    try {
      for await (const event of this) await onEvent(event);
    } catch (error) {
      failure = error as Error;
    }
    if (this.#options.onEnd !== undefined) this.#options.onEnd(failure);
    else if (failure !== undefined) {
      queueMicrotask(() => {
        throw failure;
      });
    }
  }
}
