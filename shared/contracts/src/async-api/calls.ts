import { type TObject, Type } from 'typebox';
import {
  type CallDescription,
  NoPayload,
  PublishPayload,
  RefreshPayload,
  SubscribePayload,
} from '../stream-methods.ts';
import { channelsOf, type FeatureMessages } from './feature-messages.ts';

const subscribed = Type.Record(Type.String(), Type.Array(Type.String()), {
  description: 'All channels of this socket, with their patterns.',
});

const count = Type.Integer({ minimum: 0 });
const none = Type.Object({});

/** The payload, with the channels that there are by name. */
const onChannelsOf = (features: readonly FeatureMessages[], payload: TObject): TObject => {
  const channel = {
    ...payload.properties['channel'],
    description: `${channelsOf(features).join(', ')}, or \`rooms:<name>\` with a name of 1 to 200 characters.`,
  };
  return { ...payload, properties: { ...payload.properties, channel } };
};

/** Every method, by name. */
export const describeCalls = (features: readonly FeatureMessages[]): Readonly<Record<string, CallDescription>> => ({
  subscribe: {
    summary:
      'Subscribes this socket to a channel. With `since`, everything after it is pushed first, then `$caught_up`, then what happens. On a channel that the socket has already, adds a pattern.',
    payload: onChannelsOf(features, SubscribePayload),
    result: Type.Object({
      subscribed,
      recovered: Type.Boolean({
        description: 'False: what followed `since` cannot be had any more, and nothing is subscribed.',
      }),
      reason: Type.Optional(
        Type.Union([Type.Literal('epoch'), Type.Literal('floor')], {
          description: '`epoch`: the position is of another log. `floor`: what came after it is not kept any more.',
        }),
      ),
      position: Type.Optional(Type.String({ description: 'Where this subscription begins. A room has none.' })),
    }),
  },
  unsubscribe: {
    summary: 'Takes a pattern off a channel, and the channel off the socket with its last one.',
    payload: onChannelsOf(features, SubscribePayload),
    result: Type.Object({ subscribed }),
  },
  publish: {
    summary: 'Says something to all who are in a room now. Nobody keeps it.',
    payload: onChannelsOf(features, PublishPayload),
    result: onChannelsOf(features, PublishPayload),
  },
  ...Object.fromEntries(
    features.flatMap(({ all, calls }) => Object.entries(calls).map(([name, call]) => [`${all}.${name}`, call])),
  ),
  server_info: {
    summary: 'How many are connected, and to what, over all gateways.',
    payload: NoPayload,
    result: Type.Object({
      gateways: count,
      connections: count,
      subscriptions: count,
      channels: Type.Record(Type.String(), Type.Record(Type.String(), count), {
        description: 'By channel and pattern, how many sockets have it.',
      }),
      complete: Type.Boolean({ description: 'False: of one gateway alone, for the `reason`.' }),
      reason: Type.Optional(Type.String()),
    }),
  },
  ping: { summary: 'Proves that the gateway lives.', payload: NoPayload, result: none },
  'auth.refresh': {
    summary: 'Goes on with a new token of the same subject, before the old one has expired or within 25 seconds after.',
    payload: RefreshPayload,
    result: Type.Object({ expires_at: Type.Optional(Type.String({ format: 'date-time' })) }),
  },
});
