import { awayReason, ProblemError } from '@notes/service';
import type { CallerHeaders } from '../feed/log-ends.ts';
import type { NoteRequest } from './note-request.ts';

/** What a service has answered. */
export type ServiceAnswer = {
  readonly status: number;
  /** Parsed JSON; undefined where there was none. */
  readonly body: unknown;
  readonly position: string | undefined;
};

/**
 * Sends a request to its service. `headers` say on whose behalf. An aborted `signal` gives it up; a write is then abandoned by the
 * command service as when any client goes. Rejects with `unavailable` if nothing can have been done, with `outcome-unknown` if a
 * write may have been, and with `bad-gateway` for what is no answer of our services.
 */
export type AskService = (request: NoteRequest, headers: CallerHeaders, signal: AbortSignal) => Promise<ServiceAnswer>;

/** Commands are given up after 10 seconds, and reads wait for 30 at most. */
const timeoutMs = 35_000;
/** So many times a request is sent again that was surely not taken. */
const maxRepeats = 2;

/** What a service of ours answers over a connection that it leaves: it has taken nothing (RFC 9110 §15.5.9). */
class NotTaken extends Error {
  override readonly message = 'it is about to stop';
}

export function createAskService(urls: Readonly<Record<NoteRequest['service'], URL>>): AskService {
  return async (request, headers, signal) => {
    const answer = await send(urls[request.service], request, headers, signal);
    if (answer.status < 400 || isProblem(answer.body)) return answer;
    throw new ProblemError(
      'bad-gateway',
      `The ${request.service} service answered ${answer.status}, and nothing else.`,
    );
  };
}

async function send(
  url: URL,
  request: NoteRequest,
  headers: CallerHeaders,
  signal: AbortSignal,
  repeats = 0,
): Promise<ServiceAnswer> {
  const late = new AbortController();
  const timeout = setTimeout(() => late.abort(new DOMException('no answer', 'TimeoutError')), timeoutMs);
  const onAbort = (): void => late.abort(signal.reason);
  signal.addEventListener('abort', onAbort);
  try {
    return await exchange(url, request, headers, late.signal);
  } catch (error) {
    // The service may have closed an idle connection in the same moment: a read can be sent again, and what was surely not taken.
    const limit = isNotTaken(error) ? maxRepeats : request.verb === 'GET' ? 1 : 0;
    if (repeats < limit && !late.signal.aborted) return send(url, request, headers, signal, repeats + 1);
    throw failure(request, error);
  } finally {
    clearTimeout(timeout);
    signal.removeEventListener('abort', onAbort);
  }
}

async function exchange(
  url: URL,
  { verb, path, headers, body }: NoteRequest,
  onBehalf: CallerHeaders,
  signal: AbortSignal,
): Promise<ServiceAnswer> {
  const response = await fetch(new URL(path, url), {
    method: verb,
    headers: { ...onBehalf, ...headers },
    signal,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  });
  if (response.status === 408) throw new NotTaken();
  const text = await response.text();
  const isJson = /^application\/(?:problem\+)?json/i.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    body: isJson && text !== '' ? (JSON.parse(text) as unknown) : undefined,
    position: response.headers.get('consistency-token') ?? undefined,
  };
}

const isProblem = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'type' in body && typeof body.type === 'string';

function failure({ service, verb }: NoteRequest, error: unknown): ProblemError {
  const reason = awayReason(error);
  if (verb === 'GET' || isNotTaken(error))
    return new ProblemError('unavailable', `The ${service} service is away: ${reason}.`, { cause: error });
  return new ProblemError(
    'outcome-unknown',
    `The ${service} service broke off, the write may have happened: ${reason}.`,
    {
      cause: error,
    },
  );
}

const isNotTaken = (error: unknown): boolean => error instanceof NotTaken || isNotConnected(error);

/** Then no byte of the request has left. */
function isNotConnected(error: unknown): boolean {
  const cause = causeOf(error);
  const errors: readonly unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  return errors.every(
    (one) =>
      one instanceof Error &&
      (('syscall' in one && (one.syscall === 'connect' || one.syscall === 'getaddrinfo')) ||
        ('code' in one && one.code === 'UND_ERR_CONNECT_TIMEOUT')),
  );
}

/** What fetch wraps into "fetch failed". */
const causeOf = (error: unknown): unknown =>
  error instanceof TypeError && error.cause !== undefined ? error.cause : error;
