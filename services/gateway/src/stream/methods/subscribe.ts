import { SubscribePayload } from '@notes/contracts';
import { ProblemError } from '@notes/service';
import { Compile } from 'typebox/compile';
import { parseChannel } from '../../domain/channel.ts';
import { readPayload } from '../read-call.ts';
import type { Reply } from '../reply-frames.ts';
import { type MethodContext, subscribedOf } from './method.ts';

const maxChannels = 128;
const subscribePayload = Compile(SubscribePayload);

/**
 * Subscribes the socket to a channel: with `since`, to all that came after it, and then to what comes. On a channel it has
 * already, adds a pattern.
 */
export async function subscribe(context: MethodContext, payload: unknown): Promise<Reply> {
  const { channel: name, event = '*', since } = readPayload(subscribePayload, payload);
  const channel = parseChannel(name);
  if (channel === undefined)
    throw refused('channel', 'unknown-channel', 'Channels are notes, notes:<id>, authors:<name>.');
  const existing = context.channels.get(name);
  if (existing !== undefined) {
    if (since !== undefined) throw refused('since', 'already-subscribed', 'Can only be given when a channel is new.');
    const position = context.subscriptions.position();
    existing.addPattern(event);
    return { result: { subscribed: subscribedOf(context), recovered: true, position }, position };
  }
  if (context.channels.size >= maxChannels)
    throw refused('channel', 'too-many', `A socket has at most ${maxChannels} channels.`);
  const plan = await context.subscriptions.plan(channel, since);
  if ('reason' in plan) {
    const { reason, position } = plan;
    return { result: { subscribed: subscribedOf(context), recovered: false, reason, position }, position };
  }
  const { subscription, position } = context.subscriptions.open(plan, context.sink);
  subscription.addPattern(event);
  context.channels.set(name, subscription);
  const begin = since ?? position;
  return {
    result: { subscribed: subscribedOf(context), recovered: true, position: begin },
    position: begin,
    afterwards: () => context.subscriptions.pump(subscription),
  };
}

const refused = (member: string, code: string, detail: string): ProblemError =>
  new ProblemError('invalid', `${member}: ${detail}`, { errors: [{ pointer: `#/payload/${member}`, code, detail }] });
