import { type Static, Type } from 'typebox';

/** How many are connected, and to what: per channel and pattern, how many sockets. */
export const Occupied = Type.Object({
  connections: Type.Integer({ minimum: 0 }),
  /** A socket counts once for each of its patterns. */
  subscriptions: Type.Integer({ minimum: 0 }),
  channels: Type.Record(Type.String(), Type.Record(Type.String(), Type.Integer({ minimum: 1 }))),
});
export type Occupied = Static<typeof Occupied>;

/** So many pairs of a channel and a pattern are reported, those first that have been there for longest. All are in the sums. */
const maxReported = 500;

/** Counts what the sockets of this process are subscribed to. */
export class Occupancy {
  readonly #channels = new Map<string, Map<string, number>>();
  #subscriptions = 0;

  add(channel: string, pattern: string): void {
    this.#count(channel, pattern, 1);
  }

  remove(channel: string, pattern: string): void {
    this.#count(channel, pattern, -1);
  }

  snapshot(connections: number): Occupied {
    return { connections, subscriptions: this.#subscriptions, channels: reported(this.#channels) };
  }

  #count(channel: string, pattern: string, by: 1 | -1): void {
    this.#subscriptions += by;
    countIn(this.#channels, channel, pattern, by);
  }
}

/** All together. */
export function sumOfOccupied(all: readonly Occupied[]): Occupied {
  const channels = new Map<string, Map<string, number>>();
  let connections = 0;
  let subscriptions = 0;
  for (const one of all) {
    connections += one.connections;
    subscriptions += one.subscriptions;
    for (const [channel, patterns] of Object.entries(one.channels))
      for (const [pattern, count] of Object.entries(patterns)) countIn(channels, channel, pattern, count);
  }
  return { connections, subscriptions, channels: reported(channels) };
}

type Channels = Map<string, Map<string, number>>;

function countIn(channels: Channels, channel: string, pattern: string, by: number): void {
  const patterns = channels.get(channel) ?? new Map<string, number>();
  const count = (patterns.get(pattern) ?? 0) + by;
  if (count > 0) patterns.set(pattern, count);
  else patterns.delete(pattern);
  if (patterns.size > 0) channels.set(channel, patterns);
  else channels.delete(channel);
}

function reported(channels: Channels): Occupied['channels'] {
  const result = new Map<string, [pattern: string, count: number][]>();
  let left = maxReported;
  for (const [channel, patterns] of channels) {
    if (left <= 0) break;
    const some = [...patterns].slice(0, left);
    left -= some.length;
    result.set(channel, some);
  }
  return Object.fromEntries([...result].map(([channel, some]) => [channel, Object.fromEntries(some)]));
}
