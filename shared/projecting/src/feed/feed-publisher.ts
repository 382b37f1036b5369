import { feedChannel } from '@notes/contracts';
import type { Redis, Tracer } from '@notes/service';
import type { FeedOutput } from '../domain/feed-messages.ts';

/** `traceparent`: the span of which the publishing is a part. */
export type FeedPublisher = { publish(outputs: readonly FeedOutput[], traceparent?: string): void };

type Options = {
  readonly redis: Redis;
  readonly prefix: string;
  /** Called for each message that Redis did not take. */
  readonly onFailure: () => void;
  /** Called when it has taken some. */
  readonly onPublished?: () => void;
  readonly tracer?: Tracer | undefined;
};

/** More than this waiting means that Redis takes nothing: what more there is would only fill memory. */
const maxInFlight = 256;

/**
 * Publishes to Redis, in order, and never fails nor waits: the feed's messages are a fast path, their events are in the
 * journal. What Redis does not take is counted and left out. What is published together goes out by one write: each costs a system
 * call, and Redis another turn of its loop.
 */
export function createFeedPublisher({ redis, prefix, onFailure, onPublished, tracer }: Options): FeedPublisher {
  let inFlight = 0;
  const begin = (outputs: readonly FeedOutput[], traceparent: string) =>
    tracer?.start('publish', {
      kind: 'producer',
      headers: { traceparent },
      attributes: { 'messaging.system': 'redis', 'messaging.batch.message_count': outputs.length },
    });
  const send = async (outputs: readonly FeedOutput[], traceparent: string | undefined): Promise<void> => {
    const span = traceparent === undefined ? undefined : begin(outputs, traceparent);
    let failed = 0;
    const fail = (): void => {
      failed += 1;
      onFailure();
    };
    inFlight += outputs.length;
    try {
      const pipeline = redis.pipeline();
      for (const { partition, text } of outputs) pipeline.publish(feedChannel(prefix, partition), text);
      for (const [error] of (await pipeline.exec()) ?? [])
        if (error === null) onPublished?.();
        else fail();
    } catch {
      for (const _ of outputs) fail();
    } finally {
      inFlight -= outputs.length;
      span?.end({}, failed === 0 ? undefined : { reason: `Redis did not take ${failed}` });
    }
  };
  return {
    publish(outputs, traceparent) {
      const room = Math.max(0, maxInFlight - inFlight);
      for (const _ of outputs.slice(room)) onFailure();
      if (room > 0 && outputs.length > 0) void send(outputs.slice(0, room), traceparent);
    },
  };
}
