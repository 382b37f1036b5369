import { SubscribePayload } from '@notes/contracts';
import { Compile } from 'typebox/compile';
import { readPayload } from '../read-call.ts';
import type { Reply } from '../reply-frames.ts';
import { type MethodContext, subscribedOf } from './method.ts';

const unsubscribePayload = Compile(SubscribePayload);

/** Takes a pattern off a channel, and the channel off the socket with its last one. What is not there is no error. */
export function unsubscribe(context: MethodContext, payload: unknown): Reply {
  const { channel, event = '*' } = readPayload(unsubscribePayload, payload);
  const subscription = context.channels.get(channel);
  subscription?.removePattern(event);
  if (subscription?.patterns.length === 0) {
    context.subscriptions.close(subscription);
    context.channels.delete(channel);
  }
  return { result: { subscribed: subscribedOf(context) } };
}
