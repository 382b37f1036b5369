import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type ResponseListener, ResponseParser } from './response-parser.ts';

/** `away`: no connection came about, so nothing was sent. `stale`: a connection used before gave no answer. `broken`: any other. */
export type Failure = { readonly kind: 'away' | 'stale' | 'broken'; readonly reason: string };

/** Hears what becomes of an exchange: a response or, at any point before its end, one failure. */
export type ExchangeListener = ResponseListener & {
  onFailure(failure: Failure): void;
  /** After a `write` that gave false: there is room again. */
  onDrain(): void;
};

type Owner = { onFree(connection: UpstreamConnection): void; onGone(connection: UpstreamConnection): void };

// connecting ──▶ free ◀──▶ busy        any ──▶ closed
/** One connection to a service, which carries one exchange at a time. `owner` hears when it is free and when it is gone. */
export class UpstreamConnection {
  /** When it became what it is now, by the owner's clock. */
  since = 0;
  readonly #socket: Socket;
  readonly #parser = new ResponseParser();
  readonly #owner: Owner;
  #listener: ExchangeListener | undefined;
  #connected = false;
  #used = false;
  #heard = false;
  #sent = true;
  #reason = 'the connection was closed';

  constructor(url: URL, owner: Owner) {
    this.#owner = owner;
    this.#socket = open(url);
    this.#socket.setNoDelay(true).setKeepAlive(true, 10_000);
    this.#socket.on('connect', () => {
      this.#connected = true;
    });
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('drain', () => this.#listener?.onDrain());
    this.#socket.on('error', (error) => {
      this.#reason = error.message;
    });
    this.#socket.on('end', () => owner.onGone(this));
    this.#socket.on('close', () => this.#close());
  }

  get waitsFor(): 'connection' | 'response' | 'body' | undefined {
    if (this.#listener === undefined) return undefined;
    if (!this.#connected) return 'connection';
    return this.#heard ? 'body' : 'response';
  }

  /** Begins an exchange. `head` ends with its empty line. With a body, `write` sends it, and `sent` says that it is complete. */
  begin(head: string, options: { bodyless: boolean; hasBody: boolean }, listener: ExchangeListener): void {
    this.#listener = listener;
    this.#heard = false;
    this.#sent = !options.hasBody;
    this.#parser.expect(options.bodyless, this.#response);
    // The first piece of the body goes out together with the head.
    if (options.hasBody) this.#socket.cork();
    this.#socket.write(head, 'latin1');
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

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Closes it; an exchange under way fails for this reason. */
  destroy(reason: string): void {
    this.#reason = reason;
    this.#socket.destroy();
  }

  /** Closes it without a word to the listener: nobody waits for the response any more. */
  abandon(): void {
    this.#listener = undefined;
    this.#socket.destroy();
  }

  readonly #response: ResponseListener = {
    onHead: (head) => this.#listener?.onHead(head),
    onBody: (chunk) => this.#listener?.onBody(chunk),
    onEnd: (reusable) => {
      const listener = this.#listener;
      this.#listener = undefined;
      // A service that answers before it has read the whole request will not read the rest of it.
      if (reusable && this.#sent) this.#free();
      else this.#socket.destroy();
      listener?.onEnd(reusable);
    },
  };

  #free(): void {
    this.#used = true;
    // The last piece may have come while its reader wanted a pause.
    this.#socket.resume();
    this.#owner.onFree(this);
  }

  #read(chunk: Buffer): void {
    this.#heard = true;
    try {
      this.#parser.push(chunk);
    } catch (error) {
      this.destroy(error instanceof Error ? error.message : String(error));
    }
  }

  #close(): void {
    this.#owner.onGone(this);
    if (this.#listener === undefined || this.#parser.close()) return;
    const kind = !this.#connected ? 'away' : this.#used && !this.#heard ? 'stale' : 'broken';
    this.#listener.onFailure({ kind, reason: this.#reason });
    this.#listener = undefined;
  }
}

function open(url: URL): Socket {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (url.protocol === 'https:') return connectTls({ host, port: Number(url.port || 443), servername: host });
  return connectTcp({ host, port: Number(url.port || 80) });
}
