import { NoPayload, PublishPayload, RefreshPayload, SubscribePayload } from '@notes/contracts';
import { type Authenticator, ProblemError } from '@notes/service';
import type { Subscriptions } from '../../follow/subscriptions.ts';
import { isRoom, type Rooms } from '../../rooms/rooms.ts';
import { payloadReader } from '../call-frames.ts';
import { refreshed } from '../credentials.ts';
import type { Gateways } from '../gateways.ts';
import type { Method } from './method.ts';
import { subscribe } from './subscribe.ts';

export type MethodPorts = {
  readonly subscriptions: Subscriptions;
  readonly rooms: Rooms;
  readonly gateways: Gateways;
  /** What can be called besides, by name. */
  readonly others: ReadonlyMap<string, Method>;
  readonly auth: Authenticator | undefined;
};

/** Every method that a socket can call, by name. */
export function createMethods({
  subscriptions,
  rooms,
  gateways,
  others,
  auth,
}: MethodPorts): ReadonlyMap<string, Method> {
  return new Map<string, Method>([
    ['subscribe', subscribe(subscriptions, rooms)],
    ['unsubscribe', unsubscribe],
    ['publish', publish(rooms)],
    ...others,
    ['server_info', serverInfo(gateways)],
    ['ping', ping],
    ['auth.refresh', refresh(auth)],
  ]);
}

const readNothing = payloadReader(NoPayload);
const readPublish = payloadReader(PublishPayload);
const readRefresh = payloadReader(RefreshPayload);
const readUnsubscribe = payloadReader(SubscribePayload);

/** Takes a pattern off a channel, and the channel off the socket with its last one. What is not there is no error. */
const unsubscribe: Method = {
  perform({ channels }, payload) {
    const { channel, event = '*' } = readUnsubscribe(payload);
    channels.removePattern(channel, event);
    return { result: { subscribed: channels.subscribed } };
  },
};

/** Sends a message to all who are in a room now. The publisher need not be in it, and gets it, too, if it is. */
const publish = (rooms: Rooms): Method => ({
  scope: 'notes:write',
  async perform(_context, payload) {
    const { channel, event = '', data } = readPublish(payload);
    if (!isRoom(channel)) throw new ProblemError('forbidden', 'Clients can publish only in rooms:<name>.');
    if (event.startsWith('$')) throw new ProblemError('forbidden', 'Events that begin with $ are the gateway’s own.');
    await rooms.publish({ channel, event, data });
    return { result: { channel, event, data } };
  },
});

/** How many are connected and to what, over all gateways; without Redis over this one. */
const serverInfo = (gateways: Gateways): Method => ({
  scope: 'notes:read',
  async perform(_context, payload) {
    readNothing(payload);
    return { result: await gateways.info() };
  },
});

/** Proves that the gateway lives, for clients that cannot send the pings of the protocol. */
const ping: Method = {
  perform(_context, payload) {
    readNothing(payload);
    return { result: {} };
  },
};

/** There are no later dates. */
const lastDateMs = 8_640_000_000_000_000;

/**
 * Goes on with a new token. If it does not let its holder read, all subscriptions end with `$revoked`. Without authentication
 * there is nothing to do.
 */
const refresh = (auth: Authenticator | undefined): Method => ({
  async perform(context, payload) {
    const { token } = readRefresh(payload);
    if (auth === undefined) return { result: {} };
    context.credentials = await refreshed(context.credentials, token, auth);
    const { scopes, expiresAtMs = 0 } = context.credentials.caller;
    return {
      result: { expires_at: new Date(Math.min(expiresAtMs, lastDateMs)).toISOString() },
      afterwards: () => {
        if (!scopes.has('notes:read')) context.channels.revokeAll();
      },
    };
  },
});
