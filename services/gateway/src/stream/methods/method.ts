import type { Sink, Subscription } from '../../domain/subscription.ts';
import type { Subscriptions } from '../../feed/open-subscription.ts';
import type { Reply } from '../reply-frames.ts';

/** What a method may use of the socket it was called on. */
export type MethodContext = {
  readonly subscriptions: Subscriptions;
  /** This socket's, by channel. */
  readonly channels: Map<string, Subscription>;
  readonly sink: Sink;
};

/** Throws a problem for what it refuses. */
export type Method = (context: MethodContext, payload: unknown) => Reply | Promise<Reply>;

/** Which patterns the socket has on which channel. */
export const subscribedOf = ({ channels }: MethodContext): Record<string, string[]> =>
  Object.fromEntries([...channels].map(([name, { patterns }]) => [name, patterns]));
