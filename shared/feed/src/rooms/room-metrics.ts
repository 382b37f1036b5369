import type { Metrics } from '@notes/service';
import { Counter } from 'prom-client';

/** What becomes of a message: published here, received from Redis, pushed to a socket, or not, because the socket was full. */
type RoomOutcome = 'published' | 'received' | 'pushed' | 'dropped';

export type RoomMetrics = { count(outcome: RoomOutcome, times?: number): void };

export function createRoomMetrics({ registry }: Metrics): RoomMetrics {
  const messages = new Counter({
    name: 'notes_stream_room_messages_total',
    help: 'Messages in rooms: published here, received from Redis, pushed to a socket, dropped because it was full.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return { count: (outcome, times = 1) => messages.inc({ outcome }, times) };
}
