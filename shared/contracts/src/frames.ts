import { type Static, Type } from 'typebox';

/** The websocket subprotocol of the feed. */
export const feedProtocol = 'notes.v1';

/** A call from the client. `id` comes back in the answer. */
export const RequestFrame = Type.Object({
  id: Type.Union([Type.String({ maxLength: 255 }), Type.Integer()]),
  method: Type.String({ maxLength: 64 }),
  payload: Type.Optional(Type.Union([Type.Object({}), Type.Null()])),
});
export type RequestFrame = Static<typeof RequestFrame>;

export const SubscribePayload = Type.Object(
  {
    channel: Type.String({ minLength: 1, maxLength: 255 }),
    event: Type.Optional(Type.String({ minLength: 1, maxLength: 255, default: '*' })),
    since: Type.Optional(Type.String({ maxLength: 4096, description: 'A position: everything after it follows.' })),
  },
  { additionalProperties: false },
);
export type SubscribePayload = Static<typeof SubscribePayload>;

/** Close codes of the feed. 4400 and 4403 mean: do not reconnect. */
export const closeCodes = {
  goingAway: 1001,
  binaryFrame: 4400,
  tokenExpired: 4401,
  forbidden: 4403,
  slow: 4008,
  noPong: 4009,
  restart: 4012,
  flood: 4029,
} as const;
