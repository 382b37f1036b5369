import { feedChannel } from '@notes/contracts';
import type { Redis } from '@notes/service';
import type { FeedOutput } from '../domain/feed-messages.ts';

export type FeedPublisher = { publish(outputs: readonly FeedOutput[]): void };

type Options = {
  readonly redis: Redis;
  readonly prefix: string;
  /** Told of each message that Redis did not take. */
  readonly onFailure: () => void;
};

/** More than this waiting means that Redis takes nothing: what more there is would only fill memory. */
const maxInFlight = 256;

/**
 * Publishes to Redis, in order, and never fails nor waits: the feed's messages are a fast path, what they say stands in the
 * journal. What Redis does not take is counted and left out.
 */
export function createFeedPublisher({ redis, prefix, onFailure }: Options): FeedPublisher {
  let inFlight = 0;
  const send = async ({ partition, text }: FeedOutput): Promise<void> => {
    if (inFlight >= maxInFlight) return onFailure();
    inFlight++;
    try {
      await redis.publish(feedChannel(prefix, partition), text);
    } catch {
      onFailure();
    } finally {
      inFlight--;
    }
  };
  return {
    publish(outputs) {
      for (const output of outputs) void send(output);
    },
  };
}
