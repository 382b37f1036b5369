import { type Static, Type } from 'typebox';
import { ProblemError } from './problems.ts';

/** The websocket subprotocol of the feed. */
export const feedProtocol = 'notes.v1';

const maxIdLength = 255;

/** Whether the id of a call can come back as it was: beyond 2^53 numbers change on their way. */
export const isCallId = (id: unknown): id is string | number =>
  typeof id === 'string' ? [...id].length <= maxIdLength : Number.isSafeInteger(id);

/** A call from the client. `id` comes back in the answer. */
export const RequestFrame = Type.Object({
  id: Type.Union([
    Type.String({ maxLength: maxIdLength }),
    Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
  ]),
  method: Type.String({ maxLength: 64 }),
  payload: Type.Optional(Type.Union([Type.Object({}), Type.Null()])),
  traceparent: Type.Optional(
    Type.String({
      description: 'The place of the call in a trace, as W3C Trace Context writes it. What is none is passed over.',
      examples: ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
    }),
  ),
});
export type RequestFrame = Static<typeof RequestFrame>;

/** What a call has come to, when not to a result. */
export const CallError = Type.Object(
  {
    code: Type.String({ description: 'The last segment of the type of the problem.' }),
    message: Type.String({ description: 'For people.' }),
    errors: Type.Optional(Type.Array(ProblemError, { description: 'What is wrong with the call, and where.' })),
    temporary: Type.Optional(Type.Literal(true, { description: 'The same call may succeed later.' })),
    current: Type.Optional(Type.Unknown({ description: 'With `precondition-failed`: the subject as it is.' })),
    holder: Type.Optional(
      Type.String({
        description: 'With `not-unique`: the address of the one that has the value, if the caller may see it.',
      }),
    ),
  },
  { $id: 'CallError' },
);
export type CallError = Static<typeof CallError>;

/**
 * What passes between the processes for a room, and what its subscribers are pushed: an event of a room, as it was published.
 */
export const RoomFrame = Type.Object({ channel: Type.String(), event: Type.String(), data: Type.Unknown() });
export type RoomFrame = Static<typeof RoomFrame>;

/**
 * Events that the gateway itself has to say on a channel; no pattern filters them, and their `position` covers all that was
 * sent on the channel.
 *
 * - `$caught_up`: everything after `since` has been sent; what follows is live.
 * - `$behind`: the socket was too slow; what it misses follows, and then `$caught_up`.
 * - `$position`: a bookmark for a channel on which nothing happens.
 * - `$revoked`: the subscription has ended, because the token that `auth.refresh` brought may not read. Nothing more comes on
 *   the channel, and the socket does not have it any more. The socket stays, and calls go on by what the new token allows. After a
 *   refresh with a token that may read, subscribe again, with this position as `since`. A room's has no position.
 */
export const systemEvents = ['$caught_up', '$behind', '$position', '$revoked'] as const;
export type SystemEvent = (typeof systemEvents)[number];

/**
 * Close codes of the feed. 4400 and 4403 mean: do not reconnect. 4013 is a restart before which every call that was taken has been
 * answered: what has no answer was not taken, and may be called again over the next connection.
 */
export const closeCodes = {
  goingAway: 1001,
  binaryFrame: 4400,
  tokenExpired: 4401,
  forbidden: 4403,
  slow: 4008,
  noPong: 4009,
  restart: 4012,
  answered: 4013,
  flood: 4029,
} as const;
