import { ProblemError } from '../problem-error.ts';

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
