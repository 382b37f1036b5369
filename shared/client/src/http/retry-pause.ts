import { TimeoutError, TransportError } from '../errors/notes-error.ts';
import { OutcomeUnknownError, ProblemError, RateLimitedError, UnavailableError } from '../errors/problem-errors.ts';
import { isOurs } from '../errors/to-problem-error.ts';

type Range = { readonly firstMs: number; readonly longestMs: number };

/**
 * How long to wait after so many failures in a row (0: the first): anything up to a bound that doubles each time. Full jitter keeps those
 * who failed together from coming back together. `random` is from [0, 1).
 */
export const backoffMs = (failures: number, random: number, { firstMs, longestMs }: Range): number =>
  Math.round(random * Math.min(longestMs, firstMs * 2 ** Math.min(failures, 30)));

const range = { firstMs: 200, longestMs: 5_000 };

/** Whether the same request may succeed later. */
const isTemporary = (error: unknown): boolean =>
  isUnsure(error) ||
  error instanceof TransportError ||
  error instanceof RateLimitedError ||
  error instanceof UnavailableError;

/** Whether the request may have been carried out although it failed. A fault that is not in our words is not of our services. */
export const isUnsure = (error: unknown): boolean =>
  error instanceof OutcomeUnknownError ||
  (error instanceof TransportError && !wasNotSent(error)) ||
  error instanceof TimeoutError ||
  (error instanceof ProblemError && error.status >= 500 && !isOurs(error));

/** Whether there was no connection to send it over. Node says so by these codes; browsers do not tell. */
function wasNotSent({ cause }: TransportError): boolean {
  const { code } = ((cause as Error | undefined)?.cause ?? {}) as { readonly code?: string };
  return /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(code ?? '');
}

/** Whether no attempt has been carried out, for certain: the log was read for this refusal. */
export const isProved = (error: unknown): boolean => error instanceof ProblemError && error.proved;

/**
 * How long to wait before the next attempt, after so many before this one have failed; undefined: trying again does not help. Never
 * shorter than Retry-After.
 */
export function retryPauseMs(error: unknown, failures: number, random: number): number | undefined {
  if (!isTemporary(error)) return undefined;
  const asked = (error as { readonly retryAfterMs?: number }).retryAfterMs ?? 0;
  return asked + backoffMs(failures, random, range);
}
