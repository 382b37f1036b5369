import type { ProblemSlug } from '@notes/contracts';
import { ProblemError } from '../problem-error.ts';

type FrameworkError = { readonly code?: string; readonly statusCode?: number };

const byCode: Readonly<Record<string, readonly [ProblemSlug, string]>> = {
  FST_ERR_BAD_URL: ['malformed-request', 'The percent-encoding of the path is broken.'],
  FST_ERR_MAX_PARAM_LENGTH: ['uri-too-long', 'A segment of the path is longer than any that exists here.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['body-too-large', 'The body is larger than this address takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported-media-type',
    'The Content-Type is missing, or not one that this address takes.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed-request', 'The body is not as long as Content-Length says.'],
};

const byStatus: Readonly<Record<number, ProblemSlug>> = {
  400: 'malformed-request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  406: 'not-acceptable',
  413: 'body-too-large',
  414: 'uri-too-long',
  415: 'unsupported-media-type',
  429: 'rate-limited',
  503: 'unavailable',
};

/** The problem that any thrown thing is to a client. What nobody foresaw is `internal`, and tells nothing of its cause. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const { code = '', statusCode = 500 } = (typeof error === 'object' && error !== null ? error : {}) as FrameworkError;
  const known = byCode[code];
  if (known !== undefined) return new ProblemError(...known, { cause: error });
  const slug = byStatus[statusCode];
  if (slug === undefined || !(error instanceof Error))
    return new ProblemError('internal', 'Something went wrong on our side.', { cause: error });
  return new ProblemError(slug, error.message, { cause: error });
}
