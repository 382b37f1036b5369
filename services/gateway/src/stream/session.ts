import type { Socket } from 'node:net';
import { closeCodes } from '@notes/contracts';
import { type Logger, ProblemError } from '@notes/service';
import type { RawData, WebSocket } from 'ws';
import type { Subscription } from '../domain/subscription.ts';
import type { Subscriptions } from '../feed/open-subscription.ts';
import type { Method, MethodContext } from './methods/method.ts';
import { type Call, readCall } from './read-call.ts';
import { errorFrame, type Reply, resultFrame } from './reply-frames.ts';
import { SocketWriter } from './socket-writer.ts';

export type SessionOptions = {
  readonly subscriptions: Subscriptions;
  readonly methods: ReadonlyMap<string, Method>;
  readonly logger: Pick<Logger, 'error'>;
  /** When the token expires that it was opened with; undefined without one. */
  readonly expiresAtMs: number | undefined;
};

const pingMs = 25_000;
/** After its token has expired. */
const graceMs = 25_000;
/** Calls that wait for those before them. A client that sends more does not read the answers. */
const maxWaitingCalls = 1_000;
/** For the peer to answer the closing frame. */
const closingMs = 2_000;

/** One websocket: its calls, answered in their order, and its subscriptions. */
export class Session {
  readonly #websocket: WebSocket;
  readonly #options: SessionOptions;
  readonly #writer: SocketWriter;
  readonly #context: MethodContext;
  readonly #calls: string[] = [];
  #answering = false;
  #alive = true;
  #pingAtMs: number;
  #closingSinceMs: number | undefined;

  /** `socket`: what the websocket runs on. */
  constructor(websocket: WebSocket, socket: Socket, options: SessionOptions) {
    this.#websocket = websocket;
    this.#options = options;
    this.#writer = new SocketWriter(websocket, socket, () => this.#pumpAll());
    const channels = new Map<string, Subscription>();
    this.#context = { subscriptions: options.subscriptions, channels, sink: this.#writer };
    // Spread, so that those who came together are not all pinged together.
    this.#pingAtMs = Date.now() + pingMs * (0.5 + Math.random() / 2);
    websocket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    websocket.on('pong', () => {
      this.#alive = true;
    });
    websocket.on('close', () => this.#dropSubscriptions());
  }

  /** To be called about once a second: pings, and closes who is too slow or gone. */
  check(nowMs: number): void {
    if (this.#closingSinceMs !== undefined) {
      if (nowMs - this.#closingSinceMs > closingMs) this.#websocket.terminate();
      return;
    }
    const { expiresAtMs = nowMs } = this.#options;
    if (nowMs - expiresAtMs > graceMs) this.close(closeCodes.tokenExpired, 'the token has expired');
    else if (this.#writer.isTooSlow(nowMs)) this.close(closeCodes.slow, 'too slow');
    else if (nowMs >= this.#pingAtMs) this.#ping(nowMs);
  }

  close(code: number, reason: string): void {
    if (this.#closingSinceMs !== undefined) return;
    this.#closingSinceMs = Date.now();
    this.#dropSubscriptions();
    this.#websocket.close(code, reason);
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
    if (this.#closingSinceMs !== undefined) return;
    if (isBinary) this.close(closeCodes.binaryFrame, 'binary frames have no meaning here');
    else if (this.#calls.length >= maxWaitingCalls) this.close(closeCodes.flood, 'too many calls at once');
    else {
      this.#calls.push(data.toString());
      if (!this.#answering) void this.#answerAll();
    }
  }

  async #answerAll(): Promise<void> {
    this.#answering = true;
    for (let text = this.#calls.shift(); text !== undefined; text = this.#calls.shift()) {
      const call = readCall(text);
      if ('problem' in call) this.#writer.push(errorFrame(call, call.problem));
      else await this.#answer(call);
    }
    this.#answering = false;
  }

  async #answer(call: Call): Promise<void> {
    let reply: Reply;
    try {
      reply = await this.#perform(call);
    } catch (error) {
      this.#writer.push(errorFrame(call, this.#toProblem(error, call)));
      return;
    }
    this.#writer.push(resultFrame(call, reply));
    reply.afterwards?.();
    // It may have been closed while it waited, and has dropped only what it had then.
    if (this.#closingSinceMs !== undefined || this.#websocket.readyState !== this.#websocket.OPEN)
      this.#dropSubscriptions();
  }

  #perform({ method, payload }: Call): Reply | Promise<Reply> {
    const perform = this.#options.methods.get(method);
    if (perform !== undefined) return perform(this.#context, payload);
    const known = [...this.#options.methods.keys()].join(', ');
    throw new ProblemError('not-found', `There is no such method. Known are: ${known}.`);
  }

  #toProblem(error: unknown, { method }: Call): ProblemError {
    if (error instanceof ProblemError) return error;
    this.#options.logger.error({ err: error, method }, 'a call over the websocket failed');
    return new ProblemError('internal', 'Something went wrong on our side.');
  }

  #pumpAll(): void {
    for (const subscription of this.#context.channels.values()) this.#options.subscriptions.pump(subscription);
  }

  #dropSubscriptions(): void {
    for (const subscription of this.#context.channels.values()) this.#options.subscriptions.close(subscription);
    this.#context.channels.clear();
  }
}
