import { type TSchema, Type } from 'typebox';
import { Note } from '../note.ts';
import { NotePage } from '../note-query.ts';
import { NoPayload, notePayloads, PublishPayload, RefreshPayload, SubscribePayload } from '../stream-methods.ts';

/** A method of the websocket: what it takes, and what it gives. */
export type CallDescription = { readonly summary: string; readonly payload: TSchema; readonly result: TSchema };

const subscribed = Type.Record(Type.String(), Type.Array(Type.String()), {
  description: 'All channels of this socket, with their patterns.',
});

const count = Type.Integer({ minimum: 0 });
const none = Type.Object({});

const noteSummaries: Record<keyof typeof notePayloads, readonly [string, TSchema]> = {
  'notes.create': ['Creates a note, as POST /v1/notes does.', Note],
  'notes.replace': ['Replaces a note, as PUT does.', Note],
  'notes.update': ['Changes what is named, as PATCH does.', Note],
  'notes.delete': ['Deletes a note.', Type.Null()],
  'notes.restore': ['Brings a deleted note back.', Note],
  'notes.get': ['Reads a note.', Note],
  'notes.list': ['Lists notes; the members are the parameters of GET /v1/notes.', NotePage],
};

const noteCalls = Object.entries(noteSummaries).map(
  ([method, [summary, result]]) =>
    [method, { summary, payload: notePayloads[method as keyof typeof notePayloads], result }] as const,
);

/** Every method, by name. */
export const calls: Readonly<Record<string, CallDescription>> = {
  subscribe: {
    summary:
      'Subscribes this socket to a channel. With `since`, everything after it is pushed first, then `$caught_up`, then what happens. On a channel that the socket has already, adds a pattern.',
    payload: SubscribePayload,
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
    payload: SubscribePayload,
    result: Type.Object({ subscribed }),
  },
  publish: {
    summary: 'Says something to all who are in a room now. Nobody keeps it.',
    payload: PublishPayload,
    result: PublishPayload,
  },
  ...Object.fromEntries(noteCalls),
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
};
