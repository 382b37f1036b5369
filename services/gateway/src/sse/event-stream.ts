import type { ServerResponse } from 'node:http';
import { eventStream } from '../domain/encoding.ts';
import { Outbox, type Transport } from '../feed/outbox.ts';

const commentMs = 15_000;
/** For the client to take what is under way. */
const endingMs = 2_000;
const comment = Buffer.from(':\n\n');

/** One answer that goes on: frames as they are pushed, and a comment now and then, so that nobody in between takes it for dead. */
export class EventStream {
  readonly outbox: Outbox;
  readonly #response: ServerResponse;
  readonly #expiresAtMs: number;
  #commentAtMs: number;

  /** `onDrain`: it was full, and has room again. `expiresAtMs`: when it must end. */
  constructor(response: ServerResponse, expiresAtMs: number, onDrain: () => void) {
    this.#response = response;
    this.#expiresAtMs = expiresAtMs;
    this.outbox = new Outbox(transportOf(response), onDrain);
    this.#commentAtMs = Date.now() + commentMs;
  }

  /** To be called about once a second. */
  check(nowMs: number): void {
    if (nowMs >= this.#expiresAtMs) this.end();
    else if (this.outbox.isTooSlow(nowMs)) this.#response.destroy();
    else if (nowMs >= this.#commentAtMs && !this.outbox.full) {
      this.#commentAtMs = nowMs + commentMs;
      this.outbox.push(comment);
    }
  }

  /** The client comes again by itself, with the id of the last event that it got. One that does not read is not waited for. */
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
