import { once } from 'node:events';
import { RoomFrame } from '@notes/contracts';
import { type Logger, type Metrics, ProblemError, type Redis, type Resource, within } from '@notes/service';
import { Counter } from 'prom-client';
import { Compile } from 'typebox/compile';
import type { Patterns, Sink } from '../domain/subscription.ts';

const roomPrefix = 'rooms:';
const maxRoomLength = 200;

/** Whether a channel is a room: `rooms:` and a name of 1 to 200 characters. Every such room exists. */
export function isRoom(channel: string): boolean {
  if (!channel.startsWith(roomPrefix)) return false;
  const { length } = [...channel.slice(roomPrefix.length)];
  return length >= 1 && length <= maxRoomLength;
}

/** A socket in a room. */
export type RoomMember = {
  readonly room: string;
  readonly patterns: Patterns;
  readonly sink: Sink;
  /** Gets nothing before that: the answer to its call must come first. */
  listening: boolean;
};

export type RoomsOptions = {
  /** For commands. */
  readonly redis: Redis;
  /** Made for subscriptions, and for nothing else: what rooms bring upon it must not cost the feed its own. */
  readonly listener: Redis;
  readonly prefix: string;
  readonly logger: Pick<Logger, 'warn'>;
  readonly metrics: Metrics;
};

type Room = { readonly members: Set<RoomMember>; readonly subscribed: Promise<void> };

const connectMs = 2_000;
const subscribeMs = 2_000;
const roomFrame = Compile(RoomFrame);

/**
 * Rooms: what is published in one goes to all who are in it at that moment, on any gateway, at most once, and nothing is
 * remembered. All of it goes over Redis, also what stays on one gateway: then all members of a room receive it in one order. There is a
 * channel of Redis for each room and a gateway subscribes to those that its sockets are in, so that a gateway pays for its
 * own sockets only, however much is published elsewhere.
 */
export class Rooms implements Resource {
  readonly name = 'rooms';
  readonly #options: RoomsOptions;
  readonly #channelPrefix: string;
  readonly #rooms = new Map<string, Room>();
  readonly #messages: Counter<'outcome'>;

  constructor(options: RoomsOptions) {
    this.#options = options;
    this.#messages = new Counter({
      name: 'notes_stream_room_messages_total',
      help: 'Messages in rooms: published here, received from Redis, pushed to a socket, dropped because it was full.',
      labelNames: ['outcome'],
      registers: [options.metrics.registry],
    });
    for (const outcome of ['published', 'received', 'pushed', 'dropped']) this.#messages.inc({ outcome }, 0);
    this.#channelPrefix = `${options.prefix}room.`;
    options.listener.on('message', (channel: string, text: string) => this.#onMessage(channel, text));
  }

  /** Waits for Redis, unless it is unavailable: a client that connects as soon as the gateway is ready is not refused. */
  async start(): Promise<void> {
    const { redis, listener } = this.#options;
    await Promise.all([firstConnection(redis), firstConnection(listener)]);
  }

  async stop(): Promise<void> {
    this.#options.listener.disconnect();
  }

  /** Resolves when all that is published from now on will be received. Rejects with `unavailable` without Redis. */
  async join(member: RoomMember): Promise<void> {
    const { room: name } = member;
    let room = this.#rooms.get(name);
    if (room === undefined) {
      room = { members: new Set(), subscribed: this.#subscribe(name) };
      this.#rooms.set(name, room);
    }
    room.members.add(member);
    try {
      await room.subscribed;
    } catch (error) {
      this.leave(member);
      throw unavailable(error);
    }
  }

  leave(member: RoomMember): void {
    const room = this.#rooms.get(member.room);
    if (room === undefined || !room.members.delete(member) || room.members.size > 0) return;
    this.#rooms.delete(member.room);
    // Without Redis this waits for it, behind the subscriptions that are renewed then.
    void this.#options.listener.unsubscribe(this.#channelOf(member.room)).catch(() => {});
  }

  /** Resolves when Redis has it. Rejects with `unavailable` if that is unknown. */
  async publish(frame: RoomFrame): Promise<void> {
    await this.#options.redis.publish(this.#channelOf(frame.channel), JSON.stringify(frame)).catch((error: unknown) => {
      throw unavailable(error);
    });
    this.#messages.inc({ outcome: 'published' });
  }

  #channelOf(room: string): string {
    return `${this.#channelPrefix}${room}`;
  }

  async #subscribe(room: string): Promise<void> {
    const { listener } = this.#options;
    if (listener.status !== 'ready') throw new Error('no connection');
    await within(subscribeMs, listener.subscribe(this.#channelOf(room)), () => {
      throw new Error('no answer');
    });
  }

  #onMessage(channel: string, text: string): void {
    const room = this.#rooms.get(channel.slice(this.#channelPrefix.length));
    if (room === undefined) return;
    const frame = parse(text);
    if (frame === undefined || this.#channelOf(frame.channel) !== channel) {
      this.#options.logger.warn({ channel }, 'redis: a message that is none of ours was ignored');
      return;
    }
    this.#messages.inc({ outcome: 'received' });
    const push = Buffer.from(text);
    let pushed = 0;
    let dropped = 0;
    for (const { listening, patterns, sink } of room.members) {
      if (!listening || !patterns.match(frame.event)) continue;
      // A client that does not read misses it: a room promises no more.
      if (sink.full) dropped += 1;
      else {
        sink.push(push);
        pushed += 1;
      }
    }
    this.#messages.inc({ outcome: 'pushed' }, pushed);
    this.#messages.inc({ outcome: 'dropped' }, dropped);
  }
}

/** Resolves when the connection stands, when it could not be made, and after a while of neither. */
async function firstConnection(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  await once(redis, 'ready', { signal: AbortSignal.timeout(connectMs) }).catch(() => {});
}

function parse(text: string): RoomFrame | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    return roomFrame.Check(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}

const unavailable = (cause: unknown): ProblemError =>
  new ProblemError('unavailable', 'Redis, which carries the rooms, is unavailable.', { cause });
