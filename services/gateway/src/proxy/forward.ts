import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProblemError } from '@notes/service';
import type { ResponseHead } from '../upstream/message-heads.ts';
import { type BodyFraming, bodyFraming, requestHead } from '../upstream/message-heads.ts';
import type { Upstream } from '../upstream/upstream.ts';
import {
  type Exchange,
  type ExchangeListener,
  type Failure,
  maxRepeats,
  mayRepeat,
  problemOf,
  type UpstreamConnection,
} from '../upstream/upstream-connection.ts';

export type ForwardOptions = {
  readonly upstream: Upstream;
  /** Whether X-Forwarded-* of the one who calls are believed. */
  readonly trusted: boolean;
  /** A read that the service answers at once: without a body, it may share a connection with others. */
  readonly quick: boolean;
  /** Further headers of every answer: name, value, name, value. They replace those of the service. */
  readonly headers: readonly string[];
  /** How long the client may keep its connection: the header, or nothing. */
  readonly keepAlive: readonly string[];
  /** Our span of it, which the service gets in place of the client's; undefined where there is none. */
  readonly traceparent?: string | undefined;
  /** Nothing has been answered, and nothing will be: the client is to get this problem. */
  onProblem(problem: ProblemError): void;
  /** An answer of the service has come to its end, or its client gone meanwhile; so long after the request. */
  onAnswered(status: number, seconds: number): void;
};

/** More than this of a body is not kept for that. */
const maxKept = 256 * 1024;
/** Above this, copying the body costs more than the second piece. */
const maxJoined = 16 * 1024;

/**
 * Passes a request on to a service and its answer back, both as they come. A client that disconnects ends the exchange; a
 * service that disconnects ends the answer, or makes it a problem if none has begun. What was surely not taken is sent again: no
 * connection came about, or the service has answered so. A read is also sent again when its connection proves to have been closed.
 */
export function forward(request: IncomingMessage, response: ServerResponse, options: ForwardOptions): void {
  new Forwarding(request, response, options).start();
}

class Forwarding implements ExchangeListener {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #options: ForwardOptions;
  readonly #framing: BodyFraming;
  #exchange: Exchange | undefined;
  #connection: UpstreamConnection | undefined;
  #left = Number.POSITIVE_INFINITY;
  /** Pieces of the body that are about to be sent. */
  #unsent = 0;
  /** What has been sent of the body, as long as it may have to be sent again. */
  #kept: Buffer[] | undefined = [];
  #keptBytes = 0;
  #isSent = false;
  #repeats = 0;
  readonly #began = performance.now();
  #status: number | undefined;

  constructor(request: IncomingMessage, response: ServerResponse, options: ForwardOptions) {
    this.#request = request;
    this.#response = response;
    this.#options = options;
    this.#framing = bodyFraming(request);
  }

  start(fresh = false): void {
    const { upstream, trusted, quick, traceparent } = this.#options;
    const head = requestHead(this.#request, upstream.host, this.#framing, { trusted, traceparent });
    const exchange = { head, bodyless: this.#request.method === 'HEAD', listener: this };
    this.#exchange = exchange;
    if (quick && this.#framing === 'none' && !fresh) {
      upstream.join(exchange, (connection) => {
        this.#connection = connection;
      });
    } else {
      const connection = upstream.connection({ fresh });
      this.#connection = connection;
      if (this.#framing === 'none') connection.begin([exchange]);
      else {
        connection.beginWithBody(exchange);
        if (fresh) this.#sendKept(connection);
        else this.#takeBody();
      }
    }
    if (!fresh) this.#response.on('close', () => this.#onClose());
  }

  #takeBody(): void {
    const chunked = this.#framing === 'chunked';
    let isFirst = true;
    this.#request.on('data', (chunk: Buffer) => {
      const piece = chunked ? asChunk(chunk) : chunk;
      if (this.#connection === undefined) return;
      if (isFirst) this.#send(piece);
      else this.#sendSoon(() => this.#send(piece));
      isFirst = false;
    });
    this.#request.on('end', () => {
      if (this.#connection === undefined) return;
      if (this.#unsent === 0) this.#finish();
      else this.#sendSoon(() => this.#finish());
    });
  }

  #send(piece: Buffer): void {
    this.#keep(piece);
    if (this.#connection?.write(piece) === false) this.#request.pause();
  }

  #finish(): void {
    this.#isSent = true;
    if (this.#framing === 'chunked') this.#connection?.write('0\r\n\r\n');
    this.#connection?.sent();
  }

  #keep(piece: Buffer): void {
    if (this.#kept === undefined) return;
    this.#keptBytes += piece.length;
    if (this.#keptBytes > maxKept) this.#kept = undefined;
    else this.#kept.push(piece);
  }

  #sendKept(connection: UpstreamConnection): void {
    let room = true;
    for (const piece of this.#kept ?? []) room = connection.write(piece);
    if (this.#isSent) this.#finish();
    else if (room) this.#request.resume();
  }

  /**
   * After whatever has arrived meanwhile has been read: a service that refuses a large body answers and closes, and writing to a
   * closed connection would lose the answer.
   */
  #sendSoon(send: () => void): void {
    this.#unsent += 1;
    this.#request.pause();
    setImmediate(() => {
      this.#unsent -= 1;
      this.#request.resume();
      if (this.#connection !== undefined) send();
    });
  }

  onDrain(): void {
    this.#request.resume();
  }

  onHead({ status, headers, framing, length }: ResponseHead): void {
    this.#kept = undefined;
    this.#status = status;
    if (framing === 'length') this.#left = length;
    const { headers: ours, keepAlive } = this.#options;
    headers.push(...keepAlive);
    this.#response.writeHead(status, withOurs(headers, ours));
  }

  onEnd(): void {
    this.#leaveConnection();
    if (!this.#response.writableEnded) this.#response.end();
  }

  onFailure(failure: Failure): void {
    if (this.#mayRepeat(failure)) {
      this.#repeat(failure);
      return;
    }
    this.#leaveConnection();
    if (this.#response.headersSent) this.#response.destroy();
    else this.#options.onProblem(problemOf(failure, this.#options.upstream.name, this.#isRead));
  }

  #mayRepeat(failure: Failure): boolean {
    if (this.#kept === undefined || this.#repeats >= maxRepeats) return false;
    return mayRepeat(failure, this.#framing === 'none' && this.#isRead);
  }

  #repeat({ kind }: Failure): void {
    this.#repeats += 1;
    this.#options.upstream.onRepeat(kind);
    this.start(true);
  }

  get #isRead(): boolean {
    const { method } = this.#request;
    return method === 'GET' || method === 'HEAD';
  }

  /** What is still to come of the request has nowhere to go. */
  #leaveConnection(): void {
    this.#connection = undefined;
    this.#exchange = undefined;
    if (this.#framing !== 'none') this.#request.resume();
  }

  #onClose(): void {
    if (this.#status !== undefined) this.#options.onAnswered(this.#status, (performance.now() - this.#began) / 1000);
    if (this.#response.writableFinished) return;
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    // It may still wait to be joined to others.
    exchange.listener = undefined;
    this.#connection?.abandon(exchange);
    this.#connection = undefined;
  }

  onBody(chunk: Buffer): void {
    this.#left -= chunk.length;
    // The last piece together with the end, and nearly always with the head too, is one write instead of three. As text (in
    // latin1, where every byte is a character) Node joins it with the head, which is cheaper than a write of two pieces.
    if (this.#left === 0 && chunk.length <= maxJoined) this.#response.end(chunk.toString('latin1'), 'latin1');
    else if (this.#left === 0) this.#response.end(chunk);
    else if (!this.#response.write(chunk)) this.#waitForClient();
  }

  #waitForClient(): void {
    const connection = this.#connection;
    connection?.pause();
    this.#response.once('drain', () => {
      if (this.#connection === connection) connection?.resume();
    });
  }
}

const asChunk = (data: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]);

function withOurs(headers: string[], ours: readonly string[]): string[] {
  if (ours.length === 0) return headers;
  const names = new Set(ours.filter((_, index) => index % 2 === 0));
  const theirs = headers.filter((_, index) => !names.has((headers[index - (index % 2)] ?? '').toLowerCase()));
  return [...theirs, ...ours];
}
