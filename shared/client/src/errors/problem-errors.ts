import type { Problem, ProblemSlug, ProblemError as WrongMember } from '@notes/contracts';
import type { AnyItem } from '../resource/resources.ts';
import { NotesError } from './notes-error.ts';

export type ProblemDetails = {
  readonly problem: Problem;
  readonly requestId?: string | undefined;
  /** As Retry-After says. */
  readonly retryAfterMs?: number | undefined;
  /** Whether the answer carried a Consistency-Token. */
  readonly proved?: boolean | undefined;
};

/** The service refused, and said why. Its subclasses stand for the types of problem that programs tell apart. */
export class ProblemError extends NotesError {
  override readonly name: string = 'ProblemError';
  declare readonly status: number;
  declare readonly problem: Problem;
  /** The type of problem, for instance `not-found`; `GET /problems/<slug>` explains it. */
  readonly slug: ProblemSlug | (string & {});
  readonly retryAfterMs: number | undefined;
  /**
   * Of a write: the log was read for this refusal, up to the position that came with it. So no attempt under the same key has been
   * carried out, or ever will be.
   */
  readonly proved: boolean;

  constructor({ problem, requestId, retryAfterMs, proved = false }: ProblemDetails) {
    super(problem.detail || problem.title, { status: problem.status, problem, requestId });
    this.slug = problem.type.slice(problem.type.lastIndexOf('/') + 1);
    this.retryAfterMs = retryAfterMs;
    this.proved = proved;
  }
}

/** 400: some part of the request cannot be parsed. */
export class MalformedRequestError extends ProblemError {
  override readonly name: string = 'MalformedRequestError';
}

/** 401: no token, or none that is valid. */
export class UnauthorizedError extends ProblemError {
  override readonly name: string = 'UnauthorizedError';
}

/** 403: the token does not allow it, or the note or task is somebody else's. */
export class ForbiddenError extends ProblemError {
  override readonly name: string = 'ForbiddenError';
}

/** 404, also for what is deleted. */
export class NotFoundError extends ProblemError {
  override readonly name: string = 'NotFoundError';
}

/** 409. */
export class ConflictError extends ProblemError {
  override readonly name: string = 'ConflictError';
}

/** 409: the position is of another log, which this one has replaced. The client has forgotten it: read afresh. */
export class EpochChangedError extends ConflictError {
  override readonly name: string = 'EpochChangedError';
}

/** 409: the note or task holds an event that newer software wrote. */
export class NoteBlockedError extends ConflictError {
  override readonly name: string = 'NoteBlockedError';
}

/** 409: another one has the value, which is unique. Nothing was done. */
export class NotUniqueError extends ConflictError {
  override readonly name: string = 'NotUniqueError';
  /** Which value it is: `pointer` into what was sent. */
  get errors(): readonly WrongMember[] {
    return this.problem.errors ?? [];
  }
  /** The id of the one that has it; undefined where the caller may not see it. */
  get holderId(): string | undefined {
    const { holder } = this.problem as { readonly holder?: string };
    return holder?.slice(holder.lastIndexOf('/') + 1);
  }
}

/** 412: it is not at the version that `ifMatch` names. Nothing was done. */
export class PreconditionFailedError extends ProblemError {
  override readonly name: string = 'PreconditionFailedError';
  /** The note or task as it is; undefined if it is deleted. */
  get current(): AnyItem | undefined {
    return (this.problem as { readonly current?: AnyItem }).current;
  }
}

/** 422: understood, but against a rule. */
export class InvalidError extends ProblemError {
  override readonly name: string = 'InvalidError';
  /** What is wrong, and where. */
  get errors(): readonly WrongMember[] {
    return this.problem.errors ?? [];
  }
}

/** 422: the key was used before, for another request. */
export class IdempotencyKeyReusedError extends InvalidError {
  override readonly name: string = 'IdempotencyKeyReusedError';
}

/** 422: the position lies beyond the end of the log. */
export class InvalidPositionError extends InvalidError {
  override readonly name: string = 'InvalidPositionError';
}

/** 429: the quota is used up, until `retryAfterMs` from now. */
export class RateLimitedError extends ProblemError {
  override readonly name: string = 'RateLimitedError';
}

/** 503: something that is needed is away or has too much to do; 408: the instance was stopping. This attempt did nothing. */
export class UnavailableError extends ProblemError {
  override readonly name: string = 'UnavailableError';
}

/** 503: the read model has not got to the position that was asked for. */
export class NotCaughtUpError extends UnavailableError {
  override readonly name: string = 'NotCaughtUpError';
}

/** 502 or 503: the write may have been carried out. */
export class OutcomeUnknownError extends ProblemError {
  override readonly name: string = 'OutcomeUnknownError';
}
