import { type Problem, problems } from '@notes/contracts';
import type { ProblemError } from './problem-error.ts';

/** The body of the answer (RFC 9457). `instance` is the path that was asked for; a query string is cut off. */
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
