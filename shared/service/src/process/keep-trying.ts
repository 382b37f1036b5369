import { setTimeout as wait } from 'node:timers/promises';
import { ProblemError } from '../problem-error.ts';
import type { Logger } from './logger.ts';

type KeepTryingOptions = {
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly signal: AbortSignal;
  /** Told at the first failure, and whenever the reason changes. */
  readonly onWaiting?: (reason: string) => void;
};

/**
 * Repeats `attempt` with back-off until it succeeds, and gives its result. Logs once when trouble begins and once when it is
 * over, however long that takes. Rejects with the signal's reason once the signal is aborted.
 */
export async function keepTrying<T>(what: string, attempt: () => Promise<T>, options: KeepTryingOptions): Promise<T> {
  const { logger, signal, onWaiting } = options;
  let reason: string | undefined;
  for (let failures = 0; ; failures += 1) {
    signal.throwIfAborted();
    try {
      const result = await attempt();
      if (reason !== undefined) logger.info({ failures }, `${what}: succeeded`);
      return result;
    } catch (error) {
      signal.throwIfAborted();
      const message = describeError(error);
      if (reason === undefined) logger.warn({ err: error }, `${what}: failed, trying again`);
      if (reason !== message) onWaiting?.(message);
      reason = message;
      await pause(backoffMs(failures), signal);
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal });
  } catch {
    // Aborted: the loop says so with the signal's own reason.
  }
}

/** Node's connection errors over several addresses have an empty message and the true ones inside. */
export function describeError(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(describeError).join('; ');
  if (error instanceof Error) return error.message === '' ? error.name : error.message;
  return String(error);
}

/** `baseMs` is the greatest wait after the first failure; it doubles with each, up to `capMs`. `random` is in [0, 1). */
type BackoffOptions = { readonly baseMs?: number; readonly capMs?: number; readonly random?: () => number };

/**
 * How long to wait before trying again, with full jitter: anything from nothing up to a limit that doubles with every attempt, so
 * that many who failed together do not come back together. `attempt` counts from 0.
 */
export function backoffMs(
  attempt: number,
  { baseMs = 50, capMs = 1000, random = Math.random }: BackoffOptions = {},
): number {
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30)));
}

const byCode: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'it refuses connections',
  ENOTFOUND: 'its address is unknown',
  EAI_AGAIN: 'its address cannot be looked up',
  EHOSTUNREACH: 'its network cannot be reached',
  ENETUNREACH: 'its network cannot be reached',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  ECONNRESET: 'the connection was lost',
  EPIPE: 'the connection was lost',
  UND_ERR_SOCKET: 'the connection was lost',
};
const byName: Readonly<Record<string, string>> = {
  TimeoutError: 'it does not answer',
  SyntaxError: 'its answer cannot be read',
};

/**
 * Why a server cannot be asked, for clients: in words of our own, where the error of a library or of the system names addresses inside and
 * things that only its makers know. What it says belongs into the log, for which there is `describeError`.
 */
export function awayReason(error: unknown): string {
  if (error instanceof ProblemError) return error.message;
  if (!(error instanceof Error)) return unknown;
  const code = 'code' in error && typeof error.code === 'string' ? byCode[error.code] : undefined;
  const inside = error instanceof AggregateError ? error.errors[0] : error.cause;
  return code ?? byName[error.name] ?? (inside === undefined ? unknown : awayReason(inside));
}

const unknown = 'it cannot be reached';
