import { type TSchema, Type } from 'typebox';
import { shortType } from '../events.ts';
import { RoomFrame, type SystemEvent, systemEvents } from '../frames.ts';
import { dataNameOf, type FeatureMessages, namesOfTypes } from './feature-messages.ts';

type PushDescription = { readonly name: string; readonly summary: string; readonly payload: TSchema };

const channel = Type.String({ description: 'The channel that was subscribed to.', examples: ['notes'] });

const position = (description: string): TSchema => Type.String({ description, examples: ['k3f9a2c1:3-1204'] });

const traceparent = Type.Optional(
  Type.String({
    description:
      'The span of the request that wrote the event, as W3C Trace Context writes it, if its trace is kept. An event that had to be read from the journal has none.',
    examples: ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
  }),
);

const systemSummaries: Readonly<Record<SystemEvent, string>> = {
  $caught_up: 'Everything after `since` has been sent; what follows is live.',
  $behind: 'The client did not read fast enough. What it misses follows, then `$caught_up`.',
  $position: 'A bookmark for a channel on which little happens: go on from here after the next reconnect.',
  $revoked: 'The subscription has ended: the token that came with `auth.refresh` may not read.',
};

const systemNames: Readonly<Record<SystemEvent, string>> = {
  $caught_up: 'CaughtUpPush',
  $behind: 'BehindPush',
  $position: 'PositionPush',
  $revoked: 'RevokedPush',
};

/** One for each short name: its data are as any version of the type has them. */
const eventPushes = (
  { one, events, HistoryEvent }: FeatureMessages,
  names: ReadonlyMap<string, string>,
): PushDescription[] =>
  [...new Set(Object.keys(events).map(shortType))].map((short) => {
    const event = Type.Literal(short);
    const types = Object.keys(events).filter((type) => shortType(type) === short);
    const [name = short] = types.map((type) => names.get(type) ?? short);
    const versions = types.map((type) => ({ ...events[type]?.schema, $id: dataNameOf(type, name) }) as TSchema);
    const [only, another] = versions;
    const data = Type.Object(
      { ...HistoryEvent.properties, type: event, data: only && !another ? only : Type.Union(versions) },
      { $id: `${name}Event` },
    );
    return {
      name: `push.${name}`,
      summary: `As the history of the ${one} shows it. \`position\` is that of the event in its own partition.`,
      payload: Type.Object(
        { channel, event, data, position: position('Of this event, in its own partition of the log.'), traceparent },
        { $id: `${name}Push` },
      ),
    };
  });

const systemPush = (event: SystemEvent): PushDescription => ({
  name: `push.${event.slice(1)}`,
  summary: systemSummaries[event],
  payload: Type.Object(
    {
      channel,
      event: Type.Literal(event),
      data: Type.Object({}),
      position: Type.Optional(position('Covers all that was sent on the channel, over all partitions.')),
    },
    { $id: systemNames[event] },
  ),
});

/** Everything that is pushed. An event of a type written by newer software is pushed, too, as it came. */
export const describePushes = (features: readonly FeatureMessages[]): readonly PushDescription[] => [
  ...features.flatMap((feature) => eventPushes(feature, namesOfTypes(features))),
  ...systemEvents.map(systemPush),
  {
    name: 'push.room',
    summary: 'What somebody has published in a room.',
    payload: Type.Object(RoomFrame.properties, { $id: 'RoomPush' }),
  },
];
