import type { ProblemSlug } from '@notes/contracts';
import * as errors from './problem-errors.ts';

type ErrorClass = new (details: errors.ProblemDetails) => errors.ProblemError;

const bySlug: Partial<Record<ProblemSlug, ErrorClass>> = {
  'epoch-changed': errors.EpochChangedError,
  'note-blocked': errors.NoteBlockedError,
  'not-unique': errors.NotUniqueError,
  'idempotency-key-reused': errors.IdempotencyKeyReusedError,
  'invalid-position': errors.InvalidPositionError,
  'not-caught-up': errors.NotCaughtUpError,
  'outcome-unknown': errors.OutcomeUnknownError,
};

const byStatus: Readonly<Record<number, ErrorClass>> = {
  400: errors.MalformedRequestError,
  401: errors.UnauthorizedError,
  403: errors.ForbiddenError,
  404: errors.NotFoundError,
  408: errors.UnavailableError,
  409: errors.ConflictError,
  412: errors.PreconditionFailedError,
  422: errors.InvalidError,
  429: errors.RateLimitedError,
  502: errors.OutcomeUnknownError,
  503: errors.UnavailableError,
  // A proxy in front gave up waiting: what stands behind it may go on.
  504: errors.OutcomeUnknownError,
};

/** Whether a service of Notes worded the problem, and not a proxy in between. */
export const isOurs = ({ problem }: errors.ProblemError): boolean => problem.type.startsWith('/problems/');

/** The error for a problem: of the class of its type, else of its status, since newer services may know further types. */
export function toProblemError(details: errors.ProblemDetails): errors.ProblemError {
  const { type, status } = details.problem;
  const slug = type.slice(type.lastIndexOf('/') + 1);
  const known = Object.hasOwn(bySlug, slug) ? bySlug[slug as ProblemSlug] : undefined;
  return new (known ?? byStatus[status] ?? errors.ProblemError)(details);
}
