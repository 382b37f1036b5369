import { eventually } from '@notes/testing';

export type Answer<T = Record<string, unknown>> = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
};

type Options = {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

/** One HTTP call; the body of the answer is parsed if it is JSON of any kind. Never rejects for a status. */
export async function call<T = Record<string, unknown>>(
  method: string,
  url: string,
  { body, headers = {}, signal }: Options = {},
): Promise<Answer<T>> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as T };
}

/** The token of an answer, which every success carries. */
export function tokenOf({ headers, status }: Answer<unknown>): string {
  const token = headers.get('consistency-token');
  if (token === null) throw new Error(`an answer ${status} without a Consistency-Token`);
  return token;
}

/** As `call`, made again while a service has too much to do, as it may have right after its start. */
export const ask = <T = Record<string, unknown>>(...request: Parameters<typeof call>): Promise<Answer<T>> =>
  eventually(
    async () => {
      const answer = await call<T>(...request);
      if (answer.status === 503) throw new Error(JSON.stringify(answer.body));
      return answer;
    },
    { timeoutMs: 30_000 },
  );
