import type { ServerResponse } from 'node:http';
import type { Caller } from '@notes/service';
import { EventStream } from './event-stream.ts';

/** All event streams of this process. */
export type EventStreams = {
  /** Until the response closes, or the caller's token expires. */
  add(response: ServerResponse, caller: Caller, onDrain: () => void): EventStream;
  /** Ends all: their clients reconnect. */
  endAll(): void;
  /** As `endAll`, at the end of the process. */
  stop(): void;
  /** Nothing is to be added any more. */
  readonly stopped: boolean;
  readonly size: number;
};

const checkMs = 1_000;

export function createEventStreams(): EventStreams {
  const streams = new Set<EventStream>();
  let stopped = false;
  const checker = setInterval(() => {
    const nowMs = performance.now();
    for (const stream of streams) stream.check(nowMs);
  }, checkMs).unref();

  const endAll = (): void => {
    for (const stream of streams) stream.end();
  };
  return {
    endAll,
    stop() {
      stopped = true;
      endAll();
      clearInterval(checker);
    },
    get stopped() {
      return stopped;
    },
    get size() {
      return streams.size;
    },
    add(response, caller, onDrain) {
      const stream = new EventStream(response, caller, onDrain);
      streams.add(stream);
      response.on('close', () => streams.delete(stream));
      return stream;
    },
  };
}
