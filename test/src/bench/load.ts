import autocannon from 'autocannon';

/** A request. Headers and a body for JSON are added by `load`. */
export type Sent = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

/** The same request over and over, or another one each time (which costs the load generator more). */
export type Requests = Sent | (() => Sent);

export type Load = {
  /** Answers of the expected kind; all others are `failed`. */
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
};

type Options = { readonly connections: number; readonly seconds: number; readonly expect?: '2xx' | '4xx' };

/** Closed-loop load on one address for a while, with keep-alive connections. Percentiles in ms. */
export async function load(url: string, requests: Requests, options: Options): Promise<Load> {
  const { connections, seconds, expect = '2xx' } = options;
  const request =
    typeof requests === 'function'
      ? { setupRequest: (blank: autocannon.Request) => ({ ...blank, ...plain(requests()) }) }
      : plain(requests);
  const result = await autocannon({ url, connections, duration: seconds, requests: [request] });
  const answered = result[expect];
  const all = result['1xx'] + result['2xx'] + result['3xx'] + result['4xx'] + result['5xx'];
  return {
    perSecond: answered / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: all - answered + result.errors,
  };
}

function plain({ method, path, headers = {}, body }: Sent): autocannon.Request {
  if (body === undefined) return { method, path, headers };
  return { method, path, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

export const createNote: Sent = {
  method: 'POST',
  path: '/v1/notes',
  body: { title: 'Buy milk', description: 'Two litres, the blue one.', priority: 1 },
};
