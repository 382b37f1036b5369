import { NotesError, ProblemError, TimeoutError, TransportError } from '@notes/client';
import { LogError } from '@notes/log';
import { ConfigError } from '@notes/service';

/** What a command ends with, for scripts. `failed` is whatever is none of the others. */
export const exitCodes = {
  failed: 1,
  /** The arguments or the settings cannot be used as they are, or the service refused the input. Nothing was done. */
  usage: 2,
  notFound: 3,
  /** What is stored stands against it: another version, a value that is taken. Nothing was done. */
  conflict: 4,
  /** No token, or one that does not allow it. */
  forbidden: 5,
  /** A server cannot be reached or has too much to do: the same command may succeed later. */
  unavailable: 6,
  /** A write may have happened, although no answer came: the same command with the same `--key` finds out. */
  unknown: 7,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const;

/** The command cannot be carried out as it was given: ends with 2. */
export class UsageError extends Error {}

/** There is nothing of the name that was given: ends with 3. */
export class NothingThere extends Error {}

/** What the process ends with after this error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError || error instanceof ConfigError) return exitCodes.usage;
  if (error instanceof NothingThere) return exitCodes.notFound;
  if (error instanceof NotesError) return ofClient(error);
  if (error instanceof LogError) return error.kind === 'unavailable' ? exitCodes.unavailable : exitCodes.failed;
  return isAway(error) ? exitCodes.unavailable : exitCodes.failed;
}

function ofClient(error: NotesError): number {
  if (error.mayHaveHappened) return exitCodes.unknown;
  if (error instanceof TransportError || error instanceof TimeoutError) return exitCodes.unavailable;
  return error instanceof ProblemError ? ofStatus(error.status) : exitCodes.failed;
}

const byStatus: Readonly<Record<number, number>> = {
  401: exitCodes.forbidden,
  403: exitCodes.forbidden,
  404: exitCodes.notFound,
  408: exitCodes.unavailable,
  409: exitCodes.conflict,
  412: exitCodes.conflict,
  429: exitCodes.unavailable,
};

function ofStatus(status: number): number {
  const known = byStatus[status];
  if (known !== undefined) return known;
  if (status === 500) return exitCodes.failed;
  return status > 500 ? exitCodes.unavailable : exitCodes.usage;
}

const away = /^(?:ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|08\d{3}|57P0\d|53300)/;

/** Whether it is of the system or of Postgres, and says that there is no connection. */
function isAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isAway);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && away.test(error.code);
}
