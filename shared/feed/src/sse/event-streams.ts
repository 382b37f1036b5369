import type { ServerResponse } from 'node:http';
import { type Caller, hasExpired } from '@notes/service';
import type { FastifyRequest } from 'fastify';
import { eventStream } from '../domain/entry.ts';
import { Outbox, type Transport } from '../follow/outbox.ts';

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

const commentMs = 15_000;
/** For the client to take what is under way. */
const endingMs = 2_000;
/** Without an empty line, which some clients take for the end of an event that has no data. */
const comment = Buffer.from(':\n');

/** One streaming response: frames as they are pushed, and a comment now and then, so that no proxy in between takes it for dead. */
class EventStream {
  readonly outbox: Outbox;
  readonly #response: ServerResponse;
  readonly #caller: Caller;
  #commentAtMs: number;

  /** `onDrain`: it was full, and has room again. `caller`: it ends with their token. */
  constructor(response: ServerResponse, caller: Caller, onDrain: () => void) {
    this.#response = response;
    this.#caller = caller;
    this.outbox = new Outbox(transportOf(response), onDrain);
    this.#commentAtMs = performance.now() + commentMs;
  }

  /** To be called about once a second. `nowMs` is on the clock of `performance.now`. */
  check(nowMs: number): void {
    if (hasExpired(this.#caller)) this.end();
    else if (this.outbox.isTooSlow(nowMs)) this.#response.destroy();
    else if (nowMs >= this.#commentAtMs && !this.outbox.full) {
      this.#commentAtMs = nowMs + commentMs;
      this.outbox.push(comment);
    }
  }

  /** The client reconnects by itself, with the id of the last event it received. One that does not read is not waited for. */
  end(): void {
    const response = this.#response;
    if (response.writableEnded) return;
    response.end();
    const giveUp = setTimeout(() => response.destroy(), endingMs);
    response.on('close', () => clearTimeout(giveUp));
  }
}

const transportOf = (response: ServerResponse): Transport => ({
  encoding: eventStream,
  get isOpen() {
    return !response.writableEnded && !response.destroyed;
  },
  get bufferedBytes() {
    return response.writableLength;
  },
  write: (frames, onWritten) => void response.write(Buffer.concat(frames), onWritten),
});

/** So that those who lost their connection together do not come back together. Without an empty line it belongs to what follows. */
export const retryLine = (): string => `retry: ${1_000 + Math.floor(Math.random() * 2_000)}\n`;

/**
 * A stream that ends at once: how long to wait, and why as a comment. A browser's EventSource reconnects after a stream that has ended, but
 * closes for ever on any status but 200.
 */
export const comeAgain = (reason: string): string => `${retryLine()}: ${reason.replace(/\s+/g, ' ')}\n`;

/** Whether Accept names event streams, as EventSource and its like do; a range of media types accepts any answer. */
export const asksForStream = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  headers.accept?.toLowerCase().includes('text/event-stream') === true;
