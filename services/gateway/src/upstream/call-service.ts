import type { ResponseHead } from './message-heads.ts';
import type { Upstream } from './upstream.ts';
import { type Exchange, type ExchangeListener, maxRepeats, mayRepeat, problemOf } from './upstream-connection.ts';

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

/** `signal` gives the request up: the service sees its client go. */
export type CallOptions = { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined };

/**
 * Sends a request and gives the whole answer, whatever its status. It is sent again under the same rules as what clients send, and a read
 * once more whatever the failure. Rejects with `unavailable` if nothing can have been done, with `outcome-unknown` if a write may have
 * been, and with TypeError for a header that would not stay one.
 */
export async function callService(
  upstream: Upstream,
  request: ServiceRequest,
  { timeoutMs, signal }: CallOptions,
): Promise<ServiceAnswer> {
  const head = requestHead(upstream.host, request);
  let giveUp = (_reason: string): void => {};
  const answer = new Promise<ServiceAnswer>((resolve, reject) => {
    giveUp = begin(upstream, { ...request, head }, resolve, reject);
  });
  const late = setTimeout(() => giveUp('it does not answer'), timeoutMs);
  const onAbort = (): void => giveUp('the request was cancelled');
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted) onAbort();
  return answer.finally(() => {
    clearTimeout(late);
    signal?.removeEventListener('abort', onAbort);
  });
}

/** Gives what ends it before its time. */
function begin(
  upstream: Upstream,
  { method, head, body }: ServiceRequest & { readonly head: string },
  resolve: (answer: ServiceAnswer) => void,
  reject: (error: Error) => void,
): (reason: string) => void {
  const isRead = method === 'GET';
  const chunks: Buffer[] = [];
  let received: ResponseHead | undefined;
  let repeats = 0;
  let abandon = (): void => {};

  const listener: ExchangeListener = {
    onHead(answer) {
      received = answer;
    },
    onBody: (chunk) => void chunks.push(chunk),
    onDrain: () => {},
    onEnd: () => resolve(answerOf(received, chunks)),
    onFailure(failure) {
      const again = (isRead && repeats === 0) || (repeats < maxRepeats && mayRepeat(failure, isRead));
      repeats += 1;
      if (again && received === undefined) {
        upstream.onRepeat(failure.kind);
        send(true);
      } else reject(problemOf(failure, upstream.name, isRead));
    },
  };

  function send(fresh: boolean): void {
    const connection = upstream.connection({ fresh });
    const exchange: Exchange = { head, bodyless: false, listener };
    abandon = () => connection.abandon(exchange);
    if (body === undefined) connection.begin([exchange]);
    else {
      connection.beginWithBody(exchange);
      connection.write(Buffer.from(body));
      connection.sent();
    }
  }

  send(false);
  return (reason) => {
    abandon();
    reject(problemOf({ kind: 'broken', reason }, upstream.name, isRead));
  };
}

function answerOf(head: ResponseHead | undefined, chunks: readonly Buffer[]): ServiceAnswer {
  const { status = 0, headers = [] } = head ?? {};
  const named = new Map<string, string>();
  for (let i = 0; i < headers.length; i += 2) named.set((headers[i] ?? '').toLowerCase(), headers[i + 1] ?? '');
  return { status, headers: named, body: Buffer.concat(chunks).toString() };
}

const line = /^[\t\x20-\x7e\x80-\xff]*$/;

function requestHead(host: string, { method, path, headers = {}, body }: ServiceRequest): string {
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== undefined) lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  if (!lines.every((one) => line.test(one))) throw new TypeError('a header of a request to a service has a line end');
  return `${lines.join('\r\n')}\r\n\r\n`;
}
