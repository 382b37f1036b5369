import { FeedMessage, feedChannel } from '@notes/contracts';
import type { Logger, Redis } from '@notes/service';
import { Compile } from 'typebox/compile';
import type { Channels } from '../domain/channel.ts';
import { type RelayedMessage, relayedMessage } from '../domain/entry.ts';

export type RelayOptions = {
  /** Made for subscriptions. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly partitions: number;
  readonly channels: Channels;
  readonly logger: Pick<Logger, 'warn'>;
  onMessage(message: RelayedMessage): void;
  /** Whatever is published from now on will be received; what was before, may have been missed. */
  onSubscribed(): void;
};

export type Relay = {
  /** Whether something of every partition has come lately: then nothing has to be read. `nowMs` is on the clock of `performance.now`. */
  isReceiving(nowMs: number): boolean;
  close(): void;
};

/** The projector publishes for each partition once a second. */
const silenceMs = 3_000;
const message = Compile(FeedMessage);

/**
 * Receives what the projector publishes over Redis. Messages may be missed, and nothing here knows which; that is for the listener to find
 * out. A connection that is half open is renewed by what watches it (`watchRedis`).
 *
 *   unsubscribed  connected and subscribed              → receiving
 *   receiving     3 s without a message of a partition  → silent
 *   silent        a message of every partition          → receiving
 *   any           the connection closed                 → unsubscribed
 */
export function listenToRelay(options: RelayOptions): Relay {
  const { redis, prefix, partitions, logger, onMessage, onSubscribed } = options;
  const topics = Array.from({ length: partitions }, (_, partition) => feedChannel(prefix, partition));
  const receivedAtMs = topics.map(() => 0);
  let subscribed = false;
  let closed = false;

  async function subscribe(): Promise<void> {
    await redis.subscribe(...topics);
    if (closed || subscribed || redis.status !== 'ready') return;
    subscribed = true;
    receivedAtMs.fill(performance.now());
    onSubscribed();
  }
  // Fails with its connection, and is repeated with the next.
  const onReady = (): void => void subscribe().catch(() => {});
  const onClose = (): void => {
    subscribed = false;
  };
  const onText = (channel: string, text: string): void => {
    const read = parse(text, options.channels);
    if (read === undefined) logger.warn({ channel }, 'redis: a message that is none of ours was ignored');
    else if (read.partition < partitions) {
      receivedAtMs[read.partition] = performance.now();
      onMessage(read);
    }
  };

  redis.on('ready', onReady).on('close', onClose).on('message', onText);
  if (redis.status === 'ready') onReady();

  return {
    isReceiving: (nowMs) => subscribed && receivedAtMs.every((at) => nowMs - at < silenceMs),
    close() {
      closed = true;
      subscribed = false;
      redis.off('ready', onReady).off('close', onClose).off('message', onText);
      // Away, it has nothing to unsubscribe from.
      void redis.unsubscribe(...topics).catch(() => {});
    },
  };
}

function parse(text: string, channels: Channels): RelayedMessage | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return message.Check(value) ? relayedMessage(value, text, channels) : undefined;
  } catch {
    return undefined;
  }
}
