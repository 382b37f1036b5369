import { type TSchema, Type } from 'typebox';
import { CallError, closeCodes, feedProtocol, RequestFrame } from '../frames.ts';
import { describeCalls } from './calls.ts';
import { channelsOf, type FeatureMessages } from './feature-messages.ts';
import { describePushes } from './pushes.ts';

const ref = (...path: string[]) => ({ $ref: `#/${path.join('/')}` });
const message = (name: string, summary: string, payload: TSchema, isCall = false) => ({
  name,
  title: name,
  summary,
  payload,
  ...(isCall ? { correlationId: { location: '$message.payload#/id' } } : {}),
});

const { id, traceparent } = RequestFrame.properties;

const nameOf = (method: string): string => method.replaceAll(/(?:^|[._])([a-z])/g, (_, letter) => letter.toUpperCase());

/** An object with a name, so that generators do not have to make one up. */
const named = (schema: TSchema, name: string): TSchema =>
  'type' in schema && schema['type'] === 'object' && !('$id' in schema) ? { ...schema, $id: name } : schema;

const callOf = (method: string, payload: TSchema): TSchema =>
  Type.Object(
    {
      id,
      method: Type.Literal(method),
      payload: Type.Optional(named(payload, `${nameOf(method)}Payload`)),
      traceparent,
    },
    { $id: `${nameOf(method)}Call` },
  );

const resultOf = (method: string, result: TSchema): TSchema =>
  Type.Object(
    {
      id,
      method: Type.Literal(method),
      result: named(result, `${nameOf(method)}Answer`),
      position: Type.Optional(Type.String({ description: 'Of the write, or of what was read.' })),
    },
    { $id: `${nameOf(method)}Result` },
  );

const errorFrame = Type.Object(
  {
    id: Type.Union([id, Type.Null()], { description: 'Null if the frame could not be read.' }),
    method: Type.Optional(Type.String({ description: 'Of the call, where it could be read.' })),
    error: CallError,
  },
  { $id: 'CallRefused' },
);

const codes = Object.entries(closeCodes).map(([name, code]) => `${code} ${name}`);

const stream = ref('channels', 'stream');
const of = (name: string) => ref('channels', 'stream', 'messages', name);

/** The websocket: one channel with many messages, and an operation for each method. */
export function streamPart(features: readonly FeatureMessages[]) {
  const calls = describeCalls(features);
  const pushes = describePushes(features);
  const subjects = features.map(({ one }) => one).join(' or ');
  const messages = Object.fromEntries([
    ...Object.entries(calls).flatMap(([method, { summary, payload, result }]) => [
      [`${method}.call`, message(`${method}.call`, summary, callOf(method, payload), true)],
      [`${method}.result`, message(`${method}.result`, `What ${method} gives.`, resultOf(method, result), true)],
    ]),
    ['error', message('error', 'A call, or a frame that is none, has been refused.', errorFrame, true)],
    ...pushes.map(({ name, summary, payload }) => [name, message(name, summary, payload)]),
  ]);
  return {
    channels: {
      stream: {
        address: '/v1/stream',
        title: 'The live feed over a websocket',
        description: `Subprotocol \`${feedProtocol}\`, JSON text frames. A token goes into the Authorization header, or as a second subprotocol \`bearer.<token>\`. Channels inside of it: ${[...channelsOf(features), '`rooms:<name>`'].join(', ')}. Of each ${subjects}, events come in the order of their versions, none is missed and none comes twice, also across reconnects with \`since\`. Close codes: ${codes.join(', ')}. After 4013, what has no answer was not taken, and may be called again.`,
        servers: [ref('servers', 'gateway')],
        messages,
        bindings: { ws: { method: 'GET', bindingVersion: '0.1.0' } },
      },
    },
    operations: {
      ...Object.fromEntries(
        Object.entries(calls).map(([method, { summary }]) => [
          method,
          {
            action: 'receive',
            channel: stream,
            summary,
            description: `${summary} The answer has the \`id\` of the call; calls may overtake each other.`,
            messages: [of(`${method}.call`)],
            reply: { channel: stream, messages: [of(`${method}.result`), of('error')] },
          },
        ]),
      ),
      push: {
        action: 'send',
        channel: stream,
        summary: 'What happens on the channels that a socket has subscribed to.',
        description: `Of each ${subjects}, the events come in the order of their versions. \`$caught_up\`, \`$behind\`, \`$position\` and \`$revoked\` are what the gateway itself has to say on a channel.`,
        messages: pushes.map(({ name }) => of(name)),
      },
    },
  };
}
