import {
  type InvalidSlug,
  type Problem,
  type ProblemError as ProblemItem,
  type ProblemSlug,
  problems,
} from '@notes/contracts';

export type { ProblemItem };

type ProblemOptions = {
  /** What is wrong, and where. */
  readonly errors?: readonly ProblemItem[];
  /** Headers of the answer, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the body, such as `current`. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** What brought it about; logged with a 500, never shown. */
  readonly cause?: unknown;
};

/** With what is wrong, and where: no 422 can be made without. */
type InvalidOptions = ProblemOptions & Required<Pick<ProblemOptions, 'errors'>>;

/**
 * A refusal that a client is to see. Thrown anywhere below a route, it becomes the problem of that slug; `detail` is shown
 * to the client as it is. Every 429 and 503 carries Retry-After: 1 second unless `headers` has another.
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly slug: ProblemSlug;
  readonly status: number;
  readonly errors: readonly ProblemItem[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly extra: Readonly<Record<string, unknown>> | undefined;

  constructor(slug: Exclude<ProblemSlug, InvalidSlug>, detail: string, options?: ProblemOptions);
  constructor(slug: ProblemSlug, detail: string, options: InvalidOptions);
  constructor(slug: ProblemSlug, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.slug = slug;
    this.status = problems[slug].status;
    this.errors = options.errors;
    this.headers = mayRetry(this.status) ? { 'retry-after': '1', ...options.headers } : { ...options.headers };
    this.extra = options.extra;
  }
}

/** Whether an answer of this status carries Retry-After. */
export const mayRetry = (status: number): boolean => status === 429 || status === 503;

/** The body of the answer (RFC 9457). `instance` is the path of the request; a query string is cut off. */
export function problemBody(error: ProblemError, instance: string): Problem {
  return {
    type: `/problems/${error.slug}`,
    title: problems[error.slug].title,
    status: error.status,
    detail: error.message,
    instance: pathOf(instance),
    ...(error.errors === undefined ? {} : { errors: [...error.errors] }),
    ...error.extra,
  };
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
