import type { Patterns, Subscription } from '../domain/subscription.ts';
import type { Subscriptions } from '../follow/subscriptions.ts';
import type { RoomMember, Rooms } from '../rooms/rooms.ts';
import type { Occupancy } from './occupancy.ts';
import type { SocketMetrics } from './socket-metrics.ts';

/** One channel on one socket, of the feed or a room. */
export type Membership = {
  readonly patterns: Patterns;
  /** Up to where it has had everything. A room has none. */
  readonly position: string | undefined;
  /** The socket has room again. */
  pump(): void;
  leave(): void;
  /** As `leave`, announced on the channel. */
  revoke(): void;
};

export const inFeed = (subscriptions: Subscriptions, subscription: Subscription): Membership => ({
  patterns: subscription.patterns,
  get position() {
    return subscriptions.position(subscription);
  },
  pump: () => subscriptions.pump(subscription),
  leave: () => subscriptions.close(subscription),
  revoke: () => subscriptions.revoke(subscription),
});

export const inRoom = (rooms: Rooms, member: RoomMember): Membership => ({
  patterns: member.patterns,
  position: undefined,
  pump: () => {},
  leave: () => rooms.leave(member),
  revoke: () => {
    member.sink.push(Buffer.from(JSON.stringify({ channel: member.room, event: '$revoked', data: {} })));
    rooms.leave(member);
  },
});

/** All channels of one socket. */
export class SocketChannels {
  readonly #memberships = new Map<string, Membership>();
  readonly #occupancy: Occupancy;
  readonly #metrics: SocketMetrics;

  constructor(occupancy: Occupancy, metrics: SocketMetrics) {
    this.#occupancy = occupancy;
    this.#metrics = metrics;
  }

  get size(): number {
    return this.#memberships.size;
  }

  /** The patterns of each channel. */
  get subscribed(): Record<string, readonly string[]> {
    return Object.fromEntries([...this.#memberships].map(([channel, { patterns }]) => [channel, patterns.all]));
  }

  /** Undefined: the socket does not have the channel. */
  patternsOf(channel: string): readonly string[] | undefined {
    return this.#memberships.get(channel)?.patterns.all;
  }

  /** Up to where it has had everything of a channel; undefined for a room. */
  positionOf(channel: string): string | undefined {
    return this.#memberships.get(channel)?.position;
  }

  /** Of a channel that it does not have yet. */
  add(channel: string, membership: Membership, pattern: string): void {
    this.#memberships.set(channel, membership);
    this.#metrics.subscribed(channel, 1);
    this.addPattern(channel, pattern);
  }

  addPattern(channel: string, pattern: string): void {
    const patterns = this.#memberships.get(channel)?.patterns;
    if (patterns === undefined || patterns.all.includes(pattern)) return;
    patterns.add(pattern);
    this.#occupancy.add(channel, pattern);
  }

  /** The channel goes with its last pattern. */
  removePattern(channel: string, pattern: string): void {
    const membership = this.#memberships.get(channel);
    if (membership === undefined || !membership.patterns.all.includes(pattern)) return;
    membership.patterns.remove(pattern);
    this.#occupancy.remove(channel, pattern);
    if (membership.patterns.all.length > 0) return;
    this.#forget(channel);
    membership.leave();
  }

  pumpAll(): void {
    for (const membership of this.#memberships.values()) membership.pump();
  }

  leaveAll(): void {
    for (const [channel, membership] of this.#memberships) {
      this.#forget(channel);
      membership.leave();
    }
  }

  revokeAll(): void {
    for (const [channel, membership] of this.#memberships) {
      this.#forget(channel);
      membership.revoke();
    }
  }

  #forget(channel: string): void {
    for (const pattern of this.patternsOf(channel) ?? []) this.#occupancy.remove(channel, pattern);
    this.#memberships.delete(channel);
    this.#metrics.subscribed(channel, -1);
  }
}
