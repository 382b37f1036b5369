import type { ServerResponse } from 'node:http';
import { EventStream } from './event-stream.ts';

/** All event streams of this process. */
export type EventStreams = {
  /** Until the response closes. `expiresAtMs`: when it must end; undefined for never. */
  add(response: ServerResponse, expiresAtMs: number | undefined, onDrain: () => void): EventStream;
  /** Ends all: their clients come again. */
  endAll(): void;
  /** As `endAll`, at the end of the process. */
  stop(): void;
  readonly size: number;
};

const checkMs = 1_000;

export function createEventStreams(): EventStreams {
  const streams = new Set<EventStream>();
  const checker = setInterval(() => {
    const nowMs = Date.now();
    for (const stream of streams) stream.check(nowMs);
  }, checkMs).unref();

  const endAll = (): void => {
    for (const stream of streams) stream.end();
  };
  return {
    endAll,
    stop() {
      endAll();
      clearInterval(checker);
    },
    get size() {
      return streams.size;
    },
    add(response, expiresAtMs = Number.POSITIVE_INFINITY, onDrain) {
      const stream = new EventStream(response, expiresAtMs, onDrain);
      streams.add(stream);
      response.on('close', () => streams.delete(stream));
      return stream;
    },
  };
}
