import { SubscribePayload } from '@notes/contracts';
import type { Static } from 'typebox';
import { Patterns } from '../../domain/subscription.ts';
import type { Subscriptions } from '../../follow/subscriptions.ts';
import { isRoom, type Rooms } from '../../rooms/rooms.ts';
import type { Reply } from '../call-frames.ts';
import { payloadReader, wrongMember } from '../call-frames.ts';
import { inFeed, inRoom } from '../socket-channels.ts';
import type { Method, MethodContext } from './method.ts';

type Wish = Static<typeof SubscribePayload>;

const maxChannels = 128;
const maxPatterns = 32;
const read = payloadReader(SubscribePayload);

/**
 * Subscribes the socket to a channel: with `since`, to all that came after it, and then to what comes. On a channel it has
 * already, adds a pattern. A room remembers nothing, so it has no `since` and no position.
 */
export const subscribe = (subscriptions: Subscriptions, rooms: Rooms): Method => ({
  scope: 'notes:read',
  perform(context, payload) {
    const wish = read(payload);
    const { channels } = context;
    const existing = channels.patternsOf(wish.channel);
    if (existing !== undefined) return widen(context, wish, existing);
    if (channels.size >= maxChannels)
      throw wrongMember('channel', 'too-many', `A socket has at most ${maxChannels} channels.`);
    return isRoom(wish.channel) ? enterRoom(context, wish, rooms) : enterFeed(context, wish, subscriptions);
  },
});

function widen({ channels }: MethodContext, { channel, event = '*', since }: Wish, patterns: readonly string[]): Reply {
  if (since !== undefined) throw wrongMember('since', 'already-subscribed', 'Can only be given when a channel is new.');
  if (patterns.length >= maxPatterns && !patterns.includes(event))
    throw wrongMember('event', 'too-many', `A channel has at most ${maxPatterns} patterns.`);
  // Of what this socket has had: it may be behind.
  const position = channels.positionOf(channel);
  channels.addPattern(channel, event);
  return { result: { subscribed: channels.subscribed, recovered: true, position }, position };
}

async function enterRoom(context: MethodContext, wish: Wish, rooms: Rooms): Promise<Reply> {
  const { channel: room, event = '*', since } = wish;
  const { channels, sink } = context;
  if (since !== undefined) throw wrongMember('since', 'not-allowed', 'Rooms remember nothing.');
  const member = { room, patterns: new Patterns(), sink, listening: false };
  await rooms.join(member);
  channels.add(room, inRoom(rooms, member), event);
  const afterwards = (): void => {
    member.listening = true;
  };
  return { result: { subscribed: channels.subscribed, recovered: true }, afterwards };
}

async function enterFeed(context: MethodContext, wish: Wish, subscriptions: Subscriptions): Promise<Reply> {
  const { channel: name, event = '*', since } = wish;
  const { channels, sink, credentials } = context;
  const channel = subscriptions.channels.parse(name);
  if (channel === undefined)
    throw wrongMember(
      'channel',
      'unknown-channel',
      `Channels are ${[...subscriptions.channels.known, 'rooms:<name>'].join(', ')}.`,
    );
  const plan = await subscriptions.plan(channel, since, credentials.headers);
  if ('reason' in plan) {
    const { reason, position } = plan;
    return { result: { subscribed: channels.subscribed, recovered: false, reason, position }, position };
  }
  const { subscription, position } = subscriptions.open(plan, sink);
  channels.add(name, inFeed(subscriptions, subscription), event);
  const begin = since ?? position;
  return {
    result: { subscribed: channels.subscribed, recovered: true, position: begin },
    position: begin,
    afterwards: () => subscriptions.pump(subscription),
  };
}
