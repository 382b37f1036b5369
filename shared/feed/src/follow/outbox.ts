import type { Encoding } from '../domain/entry.ts';
import type { Sink } from '../domain/subscription.ts';

/** Above `high`, a client gets no more events until it is down to `low`: they wait in the journal instead. */
const highBytes = 256 * 1024;
const lowBytes = 64 * 1024;

/** A client that is full for longer, or that more than this waits for beside one frame, is disconnected. */
const maxFullMs = 30_000;
const maxPendingBytes = 1024 * 1024;

/** How frames leave. */
export type Transport = {
  readonly encoding: Encoding;
  readonly isOpen: boolean;
  /** What was written and has not left this process. */
  readonly bufferedBytes: number;
  /** All of them in one write; `onWritten`, if given, is called when they have left. */
  write(frames: readonly Buffer[], onWritten: (() => void) | undefined): void;
};

/**
 * What one client is sent, whatever way. What is pushed in one turn of the event loop goes out in one write, since the write is
 * what costs (measured: 18 µs for a frame alone, 2 µs for each of ten).
 *
 *   open  more than `high` waits  → full
 *   full  less than `low` waits   → open, and `onDrain`
 */
export class Outbox implements Sink {
  readonly encoding: Encoding;
  readonly #transport: Transport;
  readonly #onDrain: () => void;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  /** What was still on its way at the last write: no less than is now. */
  #sentBytes = 0;
  #fullSinceMs: number | undefined;
  /** Of the frames since it was last drained. One answer may be larger than all that may wait. */
  #largestBytes = 0;

  /** `onDrain`: it was full, and has room again. */
  constructor(transport: Transport, onDrain: () => void) {
    this.encoding = transport.encoding;
    this.#transport = transport;
    this.#onDrain = onDrain;
  }

  get full(): boolean {
    return this.#fullSinceMs !== undefined;
  }

  /** What is on its way and has not left this process. */
  get pendingBytes(): number {
    return this.#queuedBytes + this.#transport.bufferedBytes;
  }

  /** Whether the client should be given up. `nowMs` is on the clock of `performance.now`. */
  isTooSlow(nowMs: number): boolean {
    const sinceMs = this.#fullSinceMs ?? nowMs;
    return nowMs - sinceMs > maxFullMs || this.pendingBytes - this.#largestBytes > maxPendingBytes;
  }

  push(frame: Buffer): void {
    if (this.#queue.length === 0) {
      if (!this.#transport.isOpen) return;
      setImmediate(this.#flush);
    }
    this.#queue.push(frame);
    this.#queuedBytes += frame.length;
    this.#largestBytes = Math.max(this.#largestBytes, frame.length);
    if (this.#fullSinceMs === undefined && this.#queuedBytes + this.#sentBytes > highBytes) this.#measure();
  }

  /** Exactly, where a guess was not enough: asking the socket for every frame would cost more than the frame. */
  #measure(): void {
    this.#sentBytes = this.#transport.bufferedBytes;
    if (this.#queuedBytes + this.#sentBytes > highBytes) this.#fullSinceMs = performance.now();
  }

  readonly #flush = (): void => {
    const frames = this.#queue;
    this.#queue = [];
    this.#queuedBytes = 0;
    if (!this.#transport.isOpen) return;
    this.#transport.write(frames, this.full ? this.#onWritten : undefined);
    this.#sentBytes = this.#transport.bufferedBytes;
  };

  readonly #onWritten = (): void => {
    if (!this.full || this.pendingBytes > lowBytes) return;
    this.#fullSinceMs = undefined;
    this.#largestBytes = 0;
    this.#sentBytes = this.#transport.bufferedBytes;
    this.#onDrain();
  };
}
