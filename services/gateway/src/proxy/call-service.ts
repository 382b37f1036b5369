import type { ResponseHead } from './response-head.ts';
import type { Upstream } from './upstream.ts';
import {
  type Exchange,
  type ExchangeListener,
  type Failure,
  maxRepeats,
  mayRepeat,
  problemOf,
  type UpstreamConnection,
} from './upstream-connection.ts';

/** A request of the gateway's own. `path` may have a query. */
export type ServiceRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
};

export type ServiceAnswer = {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

export type CallOptions = {
  readonly timeoutMs: number;
  /** Gives it up: the service sees its client go. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * Sends a request and gives the whole answer, whatever its status. It is sent again under the same rules as what clients send. Rejects with
 * `unavailable` if nothing can have been done, with `outcome-unknown` if a write may have been, and with TypeError for a header that would
 * not stay one.
 */
export async function callService(
  upstream: Upstream,
  request: ServiceRequest,
  options: CallOptions,
): Promise<ServiceAnswer> {
  const { method, body } = request;
  const head = requestHead(upstream.host, request);
  return new Promise((resolve, reject) => {
    new ServiceCall(
      upstream,
      { method, head, body: body === undefined ? undefined : Buffer.from(body) },
      resolve,
      reject,
    ).start(options);
  });
}

type Outgoing = { readonly method: string; readonly head: string; readonly body: Buffer | undefined };

class ServiceCall implements ExchangeListener {
  readonly #upstream: Upstream;
  readonly #request: Outgoing;
  readonly #resolve: (answer: ServiceAnswer) => void;
  readonly #reject: (error: Error) => void;
  #connection: UpstreamConnection | undefined;
  #exchange: Exchange | undefined;
  #head: ResponseHead | undefined;
  readonly #chunks: Buffer[] = [];
  #repeats = 0;
  #stopWaiting = (): void => {};

  constructor(
    upstream: Upstream,
    request: Outgoing,
    resolve: (answer: ServiceAnswer) => void,
    reject: (error: Error) => void,
  ) {
    this.#upstream = upstream;
    this.#request = request;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start({ timeoutMs, signal }: CallOptions): void {
    const late = setTimeout(() => this.#giveUp('it does not answer'), timeoutMs);
    const onAbort = (): void => this.#giveUp('nobody waits for its answer');
    signal?.addEventListener('abort', onAbort);
    this.#stopWaiting = () => {
      clearTimeout(late);
      signal?.removeEventListener('abort', onAbort);
    };
    this.#send(false);
    if (signal?.aborted) onAbort();
  }

  #send(fresh: boolean): void {
    const { method, head, body } = this.#request;
    const connection = this.#upstream.connection({ fresh });
    const exchange: Exchange = { head, bodyless: method === 'HEAD', listener: this };
    this.#connection = connection;
    this.#exchange = exchange;
    if (body === undefined) connection.begin([exchange]);
    else {
      connection.beginWithBody(exchange);
      connection.write(body);
      connection.sent();
    }
  }

  onHead(head: ResponseHead): void {
    this.#head = head;
  }

  onBody(chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onDrain(): void {}

  onEnd(): void {
    this.#stopWaiting();
    const { status = 0, headers = [] } = this.#head ?? {};
    const named = new Map<string, string>();
    for (let i = 0; i < headers.length; i += 2) named.set((headers[i] ?? '').toLowerCase(), headers[i + 1] ?? '');
    this.#resolve({ status, headers: named, body: Buffer.concat(this.#chunks).toString() });
  }

  onFailure(failure: Failure): void {
    if (this.#head === undefined && this.#mayRepeat(failure)) {
      this.#repeats += 1;
      this.#send(true);
    } else this.#fail(failure);
  }

  /** A read of our own is small and waits for little: it is tried once more whatever broke it off. */
  #mayRepeat(failure: Failure): boolean {
    if (this.#isRead && this.#repeats === 0) return true;
    return this.#repeats < maxRepeats && mayRepeat(failure, this.#isRead);
  }

  #giveUp(reason: string): void {
    if (this.#exchange !== undefined) this.#connection?.abandon(this.#exchange);
    this.#fail({ kind: 'broken', reason });
  }

  #fail(failure: Failure): void {
    this.#stopWaiting();
    this.#reject(problemOf(failure, this.#upstream.name, this.#isRead));
  }

  get #isRead(): boolean {
    const { method } = this.#request;
    return method === 'GET' || method === 'HEAD';
  }
}

const line = /^[\t\x20-\x7e\x80-\xff]*$/;

function requestHead(host: string, { method, path, headers = {}, body }: ServiceRequest): string {
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== undefined) lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  if (!lines.every((one) => line.test(one))) throw new TypeError('a header of a request to a service has a line end');
  return `${lines.join('\r\n')}\r\n\r\n`;
}
