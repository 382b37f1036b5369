import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { closeCodes } from '@notes/contracts';
import { hasExpired, type Logger, type Tracer } from '@notes/service';
import type { RawData, WebSocket } from 'ws';
import { messages } from '../domain/entry.ts';
import { Outbox, type Transport } from '../follow/outbox.ts';
import { CallQueue } from './call-queue.ts';
import type { Credentials } from './credentials.ts';
import type { Method, MethodContext } from './methods/method.ts';
import type { Occupancy } from './occupancy.ts';
import { SocketChannels } from './socket-channels.ts';
import type { SocketMetrics } from './socket-metrics.ts';

/** All websockets of this process. */
export type Sessions = {
  /** `socket`: what the websocket runs on. One whose token has expired is closed at once. */
  add(websocket: WebSocket, socket: Socket, credentials: Credentials): void;
  /**
   * Closes all for their clients to reconnect, spread over a moment so that they do not all come at once, and each when its calls are answered,
   * unless that takes long. Resolves when they are gone.
   */
  closeAll(): Promise<void>;
  /** As `closeAll`, at the end of the process. A client is told where no call of it is left without an answer. */
  stop(): Promise<void>;
  readonly size: number;
};

const checkMs = 1_000;
const spreadMs = 1_000;
const answeringMs = 5_000;
/** For the peer to answer the closing frame. */
const closingMs = 2_000;
const pollMs = 20;

export function createSessions(options: SessionOptions): Sessions {
  const sessions = new Set<Session>();
  let stopping = false;
  const checker = setInterval(() => {
    const nowMs = performance.now();
    for (const session of sessions) session.check(nowMs);
  }, checkMs).unref();

  async function closeLater(session: Session, answeredCode: number): Promise<void> {
    await wait(Math.random() * spreadMs);
    for (let waitedMs = 0; session.busy && waitedMs < answeringMs; waitedMs += pollMs) await wait(pollMs);
    session.close(session.busy ? closeCodes.restart : answeredCode, 'reconnect');
  }

  async function closeAll(answeredCode: number = closeCodes.restart): Promise<void> {
    const leaving = [...sessions];
    await Promise.all(leaving.map((session) => closeLater(session, answeredCode)));
    for (let waitedMs = 0; waitedMs < closingMs && leaving.some((one) => sessions.has(one)); waitedMs += pollMs)
      await wait(pollMs);
    for (const session of leaving) session.terminate();
  }

  return {
    closeAll: () => closeAll(),
    async stop() {
      stopping = true;
      await closeAll(closeCodes.answered);
      clearInterval(checker);
    },
    get size() {
      return sessions.size;
    },
    add(websocket, socket, credentials) {
      const session = new Session(websocket, socket, credentials, options);
      sessions.add(session);
      websocket.on('close', () => sessions.delete(session));
      if (hasExpired(credentials.caller)) session.closeExpired();
      // Opened by a client that reconnected before the server has stopped listening: its stop would wait for it.
      if (stopping) void closeAll(closeCodes.answered);
    },
  };
}

type SessionOptions = {
  readonly methods: ReadonlyMap<string, Method>;
  readonly occupancy: Occupancy;
  readonly logger: Pick<Logger, 'error'>;
  readonly metrics: SocketMetrics;
  readonly tracer?: Tracer | undefined;
};

const pingMs = 25_000;
/** After its token has expired. */
const graceMs = 25_000;

/**
 * One websocket: who holds it, its calls, its channels, and what makes it end.
 *
 *   open     close(code)                → closing
 *   closing  the peer answers, or 2 s   → closed
 */
class Session {
  readonly #websocket: WebSocket;
  readonly #outbox: Outbox;
  readonly #context: MethodContext;
  readonly #calls: CallQueue;
  #alive = true;
  #pingAtMs: number;
  #closing: { readonly sinceMs: number; readonly code: number } | undefined;

  /** `socket`: what the websocket runs on. */
  constructor(websocket: WebSocket, socket: Socket, credentials: Credentials, options: SessionOptions) {
    const { methods, occupancy, logger, metrics, tracer } = options;
    const channels = new SocketChannels(occupancy, metrics);
    this.#websocket = websocket;
    this.#outbox = new Outbox(transportOf(websocket, socket), () => channels.pumpAll());
    this.#context = { channels, sink: this.#outbox, credentials };
    const onFlood = (): void => this.close(closeCodes.flood, 'too many calls');
    this.#calls = new CallQueue({ methods, context: this.#context, logger, metrics, tracer, onFlood });
    // Spread, so that those who came together are not all pinged together.
    this.#pingAtMs = performance.now() + pingMs * (0.5 + Math.random() / 2);
    metrics.opened();
    websocket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    websocket.on('pong', () => {
      this.#alive = true;
    });
    websocket.on('close', (code) => {
      metrics.closed(this.#closing?.code ?? code);
      this.#leave();
    });
  }

  /** Whether it waits for answers. */
  get busy(): boolean {
    return this.#closing === undefined && this.#calls.busy;
  }

  /** To be called about once a second: pings, and closes when the client is too slow or gone, or its token has expired. `nowMs` is on the clock of `performance.now`. */
  check(nowMs: number): void {
    if (this.#closing !== undefined) {
      if (nowMs - this.#closing.sinceMs > closingMs) this.terminate();
    } else if (hasExpired(this.#context.credentials.caller, graceMs)) this.closeExpired();
    else if (this.#outbox.isTooSlow(nowMs)) this.close(closeCodes.slow, 'too slow');
    else if (nowMs >= this.#pingAtMs) this.#ping(nowMs);
  }

  closeExpired(): void {
    this.close(closeCodes.tokenExpired, 'the token has expired');
  }

  /** What has been pushed still goes out before. */
  close(code: number, reason: string): void {
    if (this.#closing !== undefined) return;
    this.#closing = { sinceMs: performance.now(), code };
    this.#leave();
    // The outbox sends in the same phase, and was first.
    setImmediate(() => this.#websocket.close(code, reason));
  }

  terminate(): void {
    this.#websocket.terminate();
  }

  #ping(nowMs: number): void {
    if (!this.#alive) {
      this.close(closeCodes.noPong, 'no answer to a ping');
      return;
    }
    this.#alive = false;
    this.#pingAtMs = nowMs + pingMs;
    this.#websocket.ping();
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    this.#alive = true;
    if (this.#closing !== undefined) return;
    if (isBinary) this.close(closeCodes.binaryFrame, 'binary frames have no meaning here');
    else this.#calls.accept(data.toString());
  }

  #leave(): void {
    this.#calls.stop();
    this.#context.channels.leaveAll();
  }
}

const text = { binary: false } as const;

/** Frames over one websocket. `socket`: what it runs on. */
function transportOf(websocket: WebSocket, socket: Socket): Transport {
  return {
    encoding: messages,
    get isOpen() {
      return websocket.readyState === websocket.OPEN;
    },
    get bufferedBytes() {
      return websocket.bufferedAmount;
    },
    write(frames, onWritten) {
      const last = onWritten === undefined ? -1 : frames.length - 1;
      socket.cork();
      for (let at = 0; at < frames.length; at += 1)
        websocket.send(frames[at] ?? '', text, at === last ? onWritten : undefined);
      socket.uncork();
    },
  };
}
