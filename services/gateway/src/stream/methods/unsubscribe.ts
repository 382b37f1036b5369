import { SubscribePayload } from '@notes/contracts';
import { payloadReader } from '../read-call.ts';
import type { Method } from './method.ts';

const read = payloadReader(SubscribePayload);

/** Takes a pattern off a channel, and the channel off the socket with its last one. What is not there is no error. */
export const unsubscribe: Method = {
  perform({ channels }, payload) {
    const { channel, event = '*' } = read(payload);
    channels.removePattern(channel, event);
    return { result: { subscribed: channels.subscribed } };
  },
};
