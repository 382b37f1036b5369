import type { ProblemSlug, problems } from '@notes/contracts';

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
