import type { InvalidSlug, ProblemSlug } from '@notes/contracts';
import { ProblemError } from '../problem-error.ts';

type FrameworkError = { readonly code?: string; readonly statusCode?: number };

/** Frameworks say what they found in words of their own, which tell of them and not of our API: clients get ours. */
type Known = readonly [slug: Exclude<ProblemSlug, InvalidSlug>, detail: string];

const byCode: Readonly<Record<string, Known>> = {
  FST_ERR_BAD_URL: ['malformed-request', 'The percent-encoding of the path is broken.'],
  FST_ERR_MAX_PARAM_LENGTH: ['uri-too-long', 'A segment of the path is longer than any that exists here.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['body-too-large', 'The body is larger than this address takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported-media-type',
    'The Content-Type is missing, or not one that this address takes.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed-request', 'The body is not as long as Content-Length says.'],
};

const byStatus: Readonly<Record<number, Known>> = {
  400: ['malformed-request', 'The request cannot be read.'],
  401: ['unauthorized', 'This address needs a token: send `Authorization: Bearer <token>`.'],
  403: ['forbidden', 'This is not allowed.'],
  404: ['not-found', 'There is nothing at this address.'],
  406: ['not-acceptable', 'The Accept header admits nothing that this address can answer with.'],
  413: ['body-too-large', 'The body is larger than this address takes.'],
  414: ['uri-too-long', 'The address is longer than any that exists here.'],
  415: ['unsupported-media-type', 'The Content-Type is missing, or not one that this address takes.'],
  429: ['rate-limited', 'Too many requests came at once.'],
  503: ['unavailable', 'This cannot be served at the moment.'],
};

const unforeseen: Known = ['internal', 'Something went wrong on our side.'];

/** The problem that any thrown thing is to a client. What nobody foresaw is `internal`, and tells nothing of its cause. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const { code = '', statusCode = 500 } = (typeof error === 'object' && error !== null ? error : {}) as FrameworkError;
  const alike = error instanceof Error ? byStatus[statusCode] : undefined;
  return new ProblemError(...(byCode[code] ?? alike ?? unforeseen), { cause: error });
}
