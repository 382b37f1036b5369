import { NotesError, TimeoutError, TransportError } from '../errors/notes-error.ts';
import { EpochChangedError } from '../errors/problem-errors.ts';
import type { PositionKeeper } from '../position-keeper.ts';
import { type Answer, readAnswer } from './read-answer.ts';
import { isProved, isUnsure, retryPauseMs } from './retry-pause.ts';

export type CallOptions = {
  /** Ends the call; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** For one attempt. Default: the client's. */
  readonly timeoutMs?: number | undefined;
  /** For all attempts and the pauses between them. Default 30 s, and never less than one attempt. */
  readonly deadlineMs?: number | undefined;
};

type Ask = {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  /** Of a write. */
  readonly idempotencyKey?: string;
  /** Whether it is to see what was seen before: sends our position along. */
  readonly fresh?: boolean;
} & CallOptions;

export type HttpConfig = {
  readonly url: URL;
  readonly fetch: typeof fetch;
  readonly credentials: () => Promise<Readonly<Record<string, string>>>;
  readonly position: PositionKeeper;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly trace?: ((what: string) => string | undefined) | undefined;
};

/** `read` takes what is wanted out of the answer; it throws a TransportError for a success that is none of ours. */
export type Http = <T>(ask: Ask, read: (answer: Answer) => T) => Promise<T>;

const defaultDeadlineMs = 30_000;

/**
 * Sends a request until there is an answer that counts: what may succeed later is sent again, the very same, after Retry-After and a
 * pause that grows. Rejects with a NotesError, or the signal's reason.
 */
export function createHttp(config: HttpConfig): Http {
  return async (ask, read) => {
    const { timeoutMs = config.timeoutMs, signal } = ask;
    const deadlineMs = Math.max(ask.deadlineMs ?? defaultDeadlineMs, timeoutMs);
    const begun = performance.now();
    let isUnsureOfOne = false;
    for (let failures = 0; ; failures += 1) {
      try {
        const leftMs = deadlineMs - (performance.now() - begun);
        const limits = { timeoutMs: Math.min(timeoutMs, leftMs), signal };
        return read(await within(limits, (aborted) => send(config, ask, aborted)));
      } catch (error) {
        if (!(error instanceof NotesError)) throw error;
        isUnsureOfOne ||= isUnsure(error);
        const pauseMs = retryPauseMs(error, failures, Math.random());
        const isLate = performance.now() - begun + (pauseMs ?? 0) >= deadlineMs;
        if (pauseMs === undefined || failures >= config.retries || isLate) {
          error.idempotencyKey = ask.idempotencyKey;
          error.mayHaveHappened = ask.idempotencyKey !== undefined && isUnsureOfOne && !isProved(error);
          throw error;
        }
        await pause(pauseMs, signal);
      }
    }
  };
}

async function send(config: HttpConfig, ask: Ask, signal: AbortSignal): Promise<Answer> {
  const { position, trace } = config;
  const token = ask.fresh === true ? position.token : undefined;
  const headers = new Headers(await config.credentials());
  for (const [name, value] of Object.entries(ask.headers ?? {})) if (value !== undefined) headers.set(name, value);
  if (ask.idempotencyKey !== undefined) headers.set('idempotency-key', `"${ask.idempotencyKey}"`);
  if (token !== undefined) headers.set('consistency-token', token);
  const traceparent = trace?.(`${ask.method} ${ask.path}`);
  if (traceparent !== undefined) headers.set('traceparent', traceparent);
  if (ask.body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
  const body = ask.body === undefined ? null : JSON.stringify(ask.body);
  const response = await reach(config, ask.path, { method: ask.method, headers, body, signal });
  position.add(response.headers.get('consistency-token'));
  try {
    return await readAnswer(response);
  } catch (error) {
    if (error instanceof EpochChangedError && token !== undefined) position.forget(token);
    throw error instanceof NotesError
      ? error
      : new TransportError('The connection broke within the answer.', { cause: error });
  }
}

async function reach({ url, fetch }: HttpConfig, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(addressOf(url, path), init);
  } catch (cause) {
    throw new TransportError(`${url.origin} cannot be reached.`, { cause });
  }
}

/** The address of a path of the service, which may itself stand below a path. */
export const addressOf = (base: URL, path: string): URL => new URL(`${base.pathname.replace(/\/$/, '')}${path}`, base);

/** Resolves after `ms`; rejects with the signal's reason when that is aborted before. */
function pause(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

type Limits = { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined };

/**
 * Runs something that can be aborted. Rejects with a TimeoutError after `timeoutMs`, and with the signal's reason when that is aborted.
 * AbortSignal.any would do, but each of its signals stays in memory as long as the longest-lived one.
 */
async function within<T>({ timeoutMs, signal }: Limits, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  const late = new TimeoutError(`There was no answer within ${timeoutMs} ms.`);
  const timer = setTimeout(() => controller.abort(late), timeoutMs);
  try {
    return await run(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
