import type { ProblemSlug, problems } from '@notes/contracts';
import { toProblemError } from '../errors/to-problem-error.ts';
import type { Push } from './core/channel.ts';

export type FrameError = { readonly code: string; readonly message: string; readonly temporary?: boolean };

/** What the service sends: the answer to a call, or a push on a channel. */
export type Frame =
  | {
      readonly id: string | number | null;
      readonly result?: unknown;
      readonly error?: FrameError;
      readonly position?: string;
    }
  | ({ readonly channel: string } & Push);

/** Undefined for what is neither. */
export function readFrame(text: string): Frame | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    if (typeof frame !== 'object' || frame === null) return undefined;
    return 'id' in frame || ('channel' in frame && 'event' in frame) ? (frame as Frame) : undefined;
  } catch {
    return undefined;
  }
}

/** The error that the answer to a call stands for: of the same class as over HTTP. */
export function frameError({ code, message, temporary: _, ...extra }: FrameError, method: string) {
  const status = statusOfSlug(code);
  return toProblemError({
    problem: { type: `/problems/${code}`, title: code, status, detail: message, instance: method, ...extra },
  });
}

type StatusOf = { readonly [S in ProblemSlug]?: (typeof problems)[S]['status'] };

/** Errors on the websocket carry no status, only what HTTP has in `type`. */
const statuses: StatusOf = {
  'malformed-request': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'not-acceptable': 406,
  'not-taken': 408,
  'epoch-changed': 409,
  'note-blocked': 409,
  'note-exhausted': 409,
  'not-unique': 409,
  'position-too-old': 409,
  'precondition-failed': 412,
  'body-too-large': 413,
  'uri-too-long': 414,
  'unsupported-media-type': 415,
  invalid: 422,
  'invalid-position': 422,
  'idempotency-key-reused': 422,
  'rate-limited': 429,
  'header-too-large': 431,
  internal: 500,
  'bad-gateway': 502,
  'not-caught-up': 503,
  'outcome-unknown': 503,
  overloaded: 503,
  'read-model-behind': 503,
  unavailable: 503,
};

/** 500 for a type of problem that this client does not know. */
export const statusOfSlug = (slug: string): number =>
  (Object.hasOwn(statuses, slug) ? statuses[slug as ProblemSlug] : undefined) ?? 500;
