import { connect as connectTcp, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { awayReason, ProblemError } from '@notes/service';
import { MalformedResponse, type ResponseHead } from './message-heads.ts';
import { type ResponseListener, ResponseParser } from './response-parser.ts';

/**
 * Why a request to a service has no answer. `away`: no connection came about, so nothing was sent; `unreachable`: and that took long.
 * `unprocessed`: the service answered that it took nothing. `stale`: a connection used before gave no answer. `broken`: any other.
 */
export type Failure = {
  readonly kind: 'away' | 'unreachable' | 'unprocessed' | 'stale' | 'broken';
  /** For clients. */
  readonly reason: string;
  /** For operators. */
  readonly cause?: Error | undefined;
};

/** So many times a request is sent again. */
export const maxRepeats = 2;

/** Whether it may be sent again: what was surely not taken may, and a read whose connection proved to have been closed before. */
export function mayRepeat({ kind }: Failure, isRead: boolean): boolean {
  return kind === 'stale' ? isRead : kind !== 'broken';
}

/** A service that was sent a write and breaks off may have written, and only `outcome-unknown` reports that. */
export function problemOf({ kind, reason, cause }: Failure, service: string, isRead: boolean): ProblemError {
  if (kind === 'away' || kind === 'unreachable' || kind === 'unprocessed')
    return new ProblemError('unavailable', `The ${service} service is unavailable: ${reason}.`, { cause });
  const what = `The ${service} service broke off the connection: ${reason}.`;
  return new ProblemError(isRead ? 'unavailable' : 'outcome-unknown', what, { cause });
}

/** Receives what becomes of an exchange: a response or, at any point before its end, one failure. */
export type ExchangeListener = {
  onHead: ResponseListener['onHead'];
  onBody: ResponseListener['onBody'];
  onEnd(): void;
  onFailure(failure: Failure): void;
  /** After a `write` that gave false: there is room again. */
  onDrain(): void;
};

type Owner = {
  onFree(connection: UpstreamConnection): void;
  onGone(connection: UpstreamConnection): void;
  /** An exchange whose answer is wanted has failed. */
  onFailure(kind: Failure['kind']): void;
};

/** A request and its response. `bodyless`: it is a HEAD. Without a listener its answer is no longer wanted. */
export type Exchange = {
  readonly head: string;
  readonly bodyless: boolean;
  listener: ExchangeListener | undefined;
};

/**
 * One connection to a service, which carries one exchange at a time, or reads that were begun together, answered in their order.
 * `owner` is called when it is free and when it is gone.
 *
 *   connecting  connected, with an exchange                   → busy
 *   busy        the last answer has ended, and is reusable    → free
 *   free        begin                                         → busy
 *   any         destroyed, or closed by either side           → closed
 */
export class UpstreamConnection {
  /** When it became what it is now, by the owner's clock. */
  since = 0;
  /** When it becomes too old to be kept, by the same clock. */
  keptUntil = Number.POSITIVE_INFINITY;
  readonly #socket: Socket;
  readonly #parser = new ResponseParser();
  readonly #owner: Owner;
  /** The first is being answered. */
  #exchanges: Exchange[] = [];
  #connected = false;
  #used = false;
  /** Whether anything has come of the first answer. */
  #receiving = false;
  #sent = true;
  /** The service leaves the connection, and has taken nothing of what it has not answered. */
  #left = false;
  #givenUp = false;
  #reason = 'the connection was closed';
  #cause: Error | undefined;

  /** `lookup` finds the addresses of the service's name; they are tried in their order. */
  constructor(url: URL, lookup: LookupFunction, owner: Owner) {
    this.#owner = owner;
    this.#socket = open(url, lookup);
    this.#socket.setNoDelay(true).setKeepAlive(true, 10_000);
    this.#socket.on('connect', () => {
      this.#connected = true;
    });
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('drain', () => this.#exchanges[0]?.listener?.onDrain());
    this.#socket.on('error', (error) => {
      this.#reason = awayReason(error);
      this.#cause = error;
    });
    this.#socket.on('end', () => owner.onGone(this));
    this.#socket.on('close', () => this.#close());
  }

  /** False as soon as it breaks or is destroyed: `close` comes only later, and until then it may still be among the free ones. */
  get isOpen(): boolean {
    return this.#socket.writable;
  }

  get waitsFor(): 'connection' | 'response' | 'body' | undefined {
    if (this.#exchanges.length === 0) return undefined;
    if (!this.#connected) return 'connection';
    return this.#receiving ? 'body' : 'response';
  }

  /** Begins exchanges without bodies, with one write. A `head` ends with its empty line. */
  begin(exchanges: readonly Exchange[]): void {
    let heads = '';
    for (const { head } of exchanges) heads += head;
    this.#await(exchanges);
    this.#socket.write(heads, 'latin1');
  }

  /** Begins an exchange with a body: `write` sends it, `sent` completes it. */
  beginWithBody(exchange: Exchange): void {
    this.#await([exchange]);
    this.#sent = false;
    // The first piece of the body goes out together with the head.
    this.#socket.cork();
    this.#socket.write(exchange.head, 'latin1');
  }

  /** A piece of the request's body, framed already. False: wait for `onDrain`. */
  write(chunk: Buffer | string): boolean {
    const room = this.#socket.write(chunk, 'latin1');
    this.#socket.uncork();
    return room;
  }

  sent(): void {
    this.#sent = true;
    this.#socket.uncork();
  }

  /** Reads no more for now, unless others would have to wait for the reader of the first answer. */
  pause(): void {
    if (this.#exchanges.length === 1) this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Closes it; exchanges under way fail for this reason. */
  destroy(reason: string): void {
    this.#givenUp = true;
    this.#reason = reason;
    this.#socket.destroy();
  }

  /** Its listener is not called any more. If no other answer is wanted, the connection is closed. */
  abandon(exchange: Exchange): void {
    exchange.listener = undefined;
    if (this.#exchanges.every(({ listener }) => listener === undefined)) this.#socket.destroy();
  }

  readonly #response: ResponseListener = {
    onHead: (head) => {
      if (isFarewell(head)) this.#onFarewell();
      else this.#exchanges[0]?.listener?.onHead(head);
    },
    onBody: (chunk) => {
      if (!this.#left) this.#exchanges[0]?.listener?.onBody(chunk);
    },
    onEnd: (reusable, more) => {
      if (this.#left) return;
      const ended = this.#exchanges.shift();
      const next = this.#exchanges[0];
      this.#used = true;
      this.#receiving = more;
      // A service that answers before it has read the whole request will not read the rest of it.
      if (!reusable || !this.#sent) this.#socket.destroy();
      else if (next !== undefined) this.#parser.expect(next.bodyless, this.#response);
      else if (more) this.#socket.destroy();
      else this.#free();
      ended?.listener?.onEnd();
    },
  };

  #onFarewell(): void {
    this.#left = true;
    this.destroy('it is about to stop');
  }

  #await(exchanges: readonly Exchange[]): void {
    this.#exchanges = [...exchanges];
    this.#receiving = false;
    this.#sent = true;
    this.#parser.expect(exchanges[0]?.bodyless ?? false, this.#response);
  }

  #free(): void {
    // The last piece may have come while its reader wanted a pause.
    this.#socket.resume();
    this.#owner.onFree(this);
  }

  #read(chunk: Buffer): void {
    this.#receiving = true;
    try {
      this.#parser.push(chunk);
    } catch (error) {
      this.destroy(error instanceof MalformedResponse ? error.message : awayReason(error));
    }
  }

  get #failureKind(): Failure['kind'] {
    if (!this.#connected) return this.#givenUp ? 'unreachable' : 'away';
    if (this.#left) return 'unprocessed';
    return this.#used && !this.#receiving ? 'stale' : 'broken';
  }

  #close(): void {
    this.#owner.onGone(this);
    // Some answers end so.
    this.#parser.close();
    for (const { listener } of this.#exchanges.splice(0)) {
      if (listener !== undefined) this.#owner.onFailure(this.#failureKind);
      listener?.onFailure({ kind: this.#failureKind, reason: this.#reason, cause: this.#cause });
      // Of those behind it nothing has come.
      this.#used ||= this.#receiving;
      this.#receiving = false;
    }
  }
}

/** What a service of ours answers over a connection that it leaves: RFC 9110 §15.5.9 allows to send again what it has not answered. */
const isFarewell = ({ status, reusable }: ResponseHead): boolean => status === 408 && !reusable;

function open(url: URL, lookup: LookupFunction): Socket {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (url.protocol === 'https:') return connectTls({ host, port: Number(url.port || 443), servername: host, lookup });
  return connectTcp({ host, port: Number(url.port || 80), lookup });
}
