import type { Problem } from '@notes/contracts';

type Members = {
  readonly status?: number | undefined;
  readonly problem?: Problem | undefined;
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
};

/** The class of everything that this client throws by itself. An aborted call rejects with the reason of its signal instead. */
export class NotesError extends Error {
  override readonly name: string = 'NotesError';
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** What the service said (RFC 9457), where it said something. */
  readonly problem: Problem | undefined;
  /** Names the request in the service's logs. */
  readonly requestId: string | undefined;
  /**
   * Of a write: some attempt may have been carried out, though none was confirmed. The same call with `idempotencyKey` finds out, and
   * does it if it was not done.
   */
  mayHaveHappened = false;
  /** Of a write over HTTP: the key that it was sent with. */
  idempotencyKey: string | undefined;

  constructor(message: string, { status, problem, requestId, cause }: Members = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.problem = problem;
    this.requestId = requestId;
  }
}

/** There was no answer: no connection, or it broke, or what came is not what the service speaks. */
export class TransportError extends NotesError {
  override readonly name: string = 'TransportError';
}

/** There was no answer in time. */
export class TimeoutError extends NotesError {
  override readonly name: string = 'TimeoutError';
}
