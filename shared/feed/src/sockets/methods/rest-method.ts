import type { CallError, Problem } from '@notes/contracts';
import { mayRetry, type Scope } from '@notes/service';
import type { CallerHeaders } from '../../follow/subscriptions.ts';
import { payloadItems } from '../payload-items.ts';
import type { Reply } from '../reply-frames.ts';
import type { Method } from './method.ts';

/** A request to a service that does what a call is for. */
export type RestRequest = {
  readonly service: 'command' | 'query';
  readonly verb: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
};

/** What a service has answered. */
type RestAnswer = {
  readonly status: number;
  /** Parsed JSON; undefined where there was none. */
  readonly body: unknown;
  readonly position: string | undefined;
};

/**
 * Sends a request to its service. `headers` identify the caller. An aborted `signal` gives it up; a write is then abandoned by the
 * command service as when any client goes. Rejects with `unavailable` if nothing can have been done, with `outcome-unknown` if a
 * write may have been, and with `bad-gateway` for what is no answer of our services.
 */
export type CallRest = (request: RestRequest, headers: CallerHeaders, signal: AbortSignal) => Promise<RestAnswer>;

/**
 * A method that is an operation of the REST interface, done by the service that does it there, on behalf of the caller who opened the
 * socket. `requestOf` reads a payload, and throws a problem for what it refuses.
 */
export function restMethod(scope: Scope, requestOf: (payload: unknown) => RestRequest, call: CallRest): Method {
  return {
    scope,
    concurrent: true,
    perform: async ({ credentials }, payload, signal) =>
      replyOf(await call(requestOf(payload), credentials.headers, signal)),
  };
}

function replyOf({ status, body, position }: RestAnswer): Reply {
  return status < 400 ? { result: body ?? null, position } : { error: errorOf(body as Problem) };
}

function errorOf({ type, detail, status, errors, ...rest }: Problem & { readonly current?: unknown }): CallError {
  return {
    code: type.slice(type.lastIndexOf('/') + 1),
    message: detail,
    ...(errors === undefined ? {} : { errors: payloadItems(errors) }),
    ...(mayRetry(status) ? { temporary: true as const } : {}),
    ...(rest.current === undefined ? {} : { current: rest.current }),
  };
}
