import { feedChannel } from '@notes/contracts';
import type { Redis } from '@notes/service';
import type { FeedOutput } from '../domain/feed-messages.ts';

export type FeedPublisher = { publish(outputs: readonly FeedOutput[]): void };

type Options = {
  readonly redis: Redis;
  readonly prefix: string;
  /** Called for each message that Redis did not take. */
  readonly onFailure: () => void;
  /** Called when it has taken some. */
  readonly onPublished?: () => void;
};

/** More than this waiting means that Redis takes nothing: what more there is would only fill memory. */
const maxInFlight = 256;

/**
 * Publishes to Redis, in order, and never fails nor waits: the feed's messages are a fast path, their events are in the
 * journal. What Redis does not take is counted and left out. What is published together goes out by one write: each costs a system
 * call, and Redis another turn of its loop.
 */
export function createFeedPublisher({ redis, prefix, onFailure, onPublished }: Options): FeedPublisher {
  let inFlight = 0;
  const send = async (outputs: readonly FeedOutput[]): Promise<void> => {
    inFlight += outputs.length;
    try {
      const pipeline = redis.pipeline();
      for (const { partition, text } of outputs) pipeline.publish(feedChannel(prefix, partition), text);
      for (const [error] of (await pipeline.exec()) ?? [])
        if (error === null) onPublished?.();
        else onFailure();
    } catch {
      for (const _ of outputs) onFailure();
    } finally {
      inFlight -= outputs.length;
    }
  };
  return {
    publish(outputs) {
      const room = Math.max(0, maxInFlight - inFlight);
      for (const _ of outputs.slice(room)) onFailure();
      if (room > 0 && outputs.length > 0) void send(outputs.slice(0, room));
    },
  };
}
