import { addressOf } from '../http/create-http.ts';
import { refusal } from '../http/read-answer.ts';
import { queryText } from '../resource/query.ts';
import { brokenOff, codes } from './close-codes.ts';
import type { FeedSocket, OpenSocket, SocketHandlers, SocketTarget } from './feed-socket.ts';

type Call = {
  readonly id: number;
  readonly method: string;
  readonly payload: { readonly channel: string; readonly event?: string; readonly since?: string };
};

const lossOf: Readonly<Record<string, string>> = { 'epoch-changed': 'epoch', 'position-too-old': 'floor' };

/**
 * Stands in for a websocket where none can be opened: each subscription is a stream of server-sent events. When one of them breaks, all
 * are given up, as a connection is. There is nothing else that can be called over it; a ping is answered by breaking off, since only a
 * new stream proves that streams work.
 */
export const openEventStreams =
  (fetch: typeof globalThis.fetch): OpenSocket =>
  (target, handlers) => {
    const streams = new EventStreams(fetch, target, handlers);
    queueMicrotask(() => streams.open());
    return streams;
  };

class EventStreams implements FeedSocket {
  readonly #fetch: typeof globalThis.fetch;
  readonly #target: SocketTarget;
  readonly #handlers: SocketHandlers;
  readonly #streams = new Map<string, AbortController>();
  #isOver = false;

  constructor(fetch: typeof globalThis.fetch, target: SocketTarget, handlers: SocketHandlers) {
    this.#fetch = fetch;
    this.#target = target;
    this.#handlers = handlers;
  }

  open(): void {
    if (!this.#isOver) this.#handlers.onOpen();
  }

  send(text: string): void {
    const call = JSON.parse(text) as Call;
    if (call.method === 'subscribe') void this.#follow(call);
    else if (call.method === 'unsubscribe') this.#leave(call);
    else if (call.method === 'ping') this.#end(brokenOff);
    else
      this.#refuse(call, {
        code: 'unavailable',
        message: 'Over event streams nothing can be called.',
        temporary: true,
      });
  }

  close(): void {
    this.#isOver = true;
    for (const stream of this.#streams.values()) stream.abort();
  }

  #leave(call: Call): void {
    this.#streams.get(call.payload.channel)?.abort();
    this.#streams.delete(call.payload.channel);
    this.#answer(call, {});
  }

  async #follow(call: Call): Promise<void> {
    const { channel, event, since } = call.payload;
    const stream = new AbortController();
    this.#streams.set(channel, stream);
    try {
      const address = addressOf(this.#target.url, `/v1/feed${queryText({ channel, event, since })}`);
      const headers = { ...this.#target.headers, accept: 'text/event-stream' };
      const response = await this.#fetch(address, { headers, signal: stream.signal, cache: 'no-store' });
      if (!response.ok || response.body === null) return this.#onRefusal(call, response, await response.text());
      let isAnswered = false;
      for await (const { data, id } of readEventStream(response.body)) {
        // Where live begins is told by the first event: only then can one come back without a loss.
        if (!isAnswered && (since ?? id) !== undefined) {
          this.#answer(call, { recovered: true, position: since ?? id });
          isAnswered = true;
        }
        if (!stream.signal.aborted) this.#handlers.onText(data);
      }
    } catch {
      // Told by the end below: there is nothing to do but to connect again.
    }
    if (!stream.signal.aborted) this.#end(brokenOff);
  }

  #onRefusal(call: Call, response: Response, text: string): void {
    const { slug, message, status, problem } = refusal(response, text);
    const reason = lossOf[slug];
    if (status === 401) this.#end(codes.tokenExpired);
    else if (reason !== undefined) this.#answer(call, { recovered: false, reason });
    else {
      const temporary = status === 429 || status >= 500;
      this.#refuse(call, { code: slug, message, temporary, errors: problem.errors });
    }
  }

  #answer({ id, method }: Call, result: object): void {
    if (!this.#isOver) this.#handlers.onText(JSON.stringify({ id, method, result }));
  }

  #refuse({ id, method }: Call, error: object): void {
    // Later, as any answer.
    queueMicrotask(() => {
      if (!this.#isOver) this.#handlers.onText(JSON.stringify({ id, method, error }));
    });
  }

  #end(code: number): void {
    if (this.#isOver) return;
    this.close();
    this.#handlers.onClose(code);
  }
}

type ServerEvent = { readonly data: string; readonly id: string | undefined };

const signOfLife: ServerEvent = { data: '', id: undefined };

/** Reads server-sent events out of a body. Each comment counts as an event without data: a sign of life. */
async function* readEventStream(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent, void> {
  let rest = '';
  let fields: string[] = [];
  for await (const text of texts(body)) {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith(':')) yield signOfLife;
      else if (line !== '') fields.push(line);
      else {
        yield eventOf(fields);
        fields = [];
      }
    }
  }
}

async function* texts(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read())
      yield decoder.decode(part.value, { stream: true });
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function eventOf(fields: readonly string[]): ServerEvent {
  const valuesOf = (name: string): string[] =>
    fields.flatMap((line) => (line.startsWith(`${name}:`) ? [line.slice(name.length + 1).replace(/^ /, '')] : []));
  return { data: valuesOf('data').join('\n'), id: valuesOf('id').at(-1) };
}
