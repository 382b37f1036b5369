import { ProblemError } from '@notes/service';

/**
 * Why a request to a service has no answer. `away`: no connection came about, so nothing was sent; `unreachable`: and that took long.
 * `unprocessed`: the service has said that it took nothing. `stale`: a connection used before gave no answer. `broken`: any other.
 */
export type Failure = {
  readonly kind: 'away' | 'unreachable' | 'unprocessed' | 'stale' | 'broken';
  /** For clients. */
  readonly reason: string;
  /** For operators. */
  readonly cause?: Error | undefined;
};

/** So many times a request is sent again. */
export const maxRepeats = 2;

/** Whether it may be sent again: what was surely not taken may, and a read whose connection proved to have been closed before. */
export function mayRepeat({ kind }: Failure, isRead: boolean): boolean {
  return kind === 'away' || kind === 'unprocessed' || (kind === 'stale' && isRead);
}

/** A service that was sent a write and breaks off may have written, and only `outcome-unknown` says so. */
export function problemOf({ kind, reason, cause }: Failure, service: string, isRead: boolean): ProblemError {
  if (kind === 'away' || kind === 'unreachable' || kind === 'unprocessed')
    return new ProblemError('unavailable', `The ${service} service is away: ${reason}.`, { cause });
  const what = `The ${service} service broke the connection off: ${reason}.`;
  return new ProblemError(isRead ? 'unavailable' : 'outcome-unknown', what, { cause });
}
