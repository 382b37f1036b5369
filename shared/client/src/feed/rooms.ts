import type { RpcOptions } from './calls.ts';
import type { FeedSubscription, RoomEvent, SubscribeOptions } from './feed-api.ts';
import type { FeedHub } from './feed-hub.ts';

export type Room = FeedSubscription<RoomEvent> & {
  /** Tells all who are in the room, oneself included. Kept nowhere: who is not there misses it. */
  publish(event: string, data: unknown, options?: RpcOptions): Promise<void>;
};

export type Rooms = {
  join(name: string, options?: Omit<SubscribeOptions<RoomEvent>, 'since'>): Room;
};

export const createRooms = (hub: FeedHub): Rooms => ({
  join(name, options = {}) {
    const channel = `rooms:${name}`;
    const subscription = hub.subscribe(channel, options as SubscribeOptions<never>) as FeedSubscription<RoomEvent>;
    const publish: Room['publish'] = async (event, data, limits) => {
      await hub.call('publish', { channel, event, data }, limits);
    };
    return Object.assign(subscription, { publish });
  },
});
