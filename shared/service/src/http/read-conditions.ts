import type { IncomingHttpHeaders } from 'node:http';
import { ProblemError } from '../problem-error.ts';
import { readHttpDate } from './http-date.ts';
import { type NamedVersions, namedVersions } from './named-versions.ts';

/** What a request asks of the note as it is (RFC 9110 §13.1); what is undefined was not asked for. Dates are in ms since 1970. */
export type Conditions = {
  readonly ifMatch?: NamedVersions | undefined;
  readonly ifNoneMatch?: NamedVersions | undefined;
  readonly modifiedSince?: number | undefined;
  readonly unmodifiedSince?: number | undefined;
};

const none: Conditions = {};

/**
 * Throws `malformed-request` for what is no list of entity tags. An If-Modified-Since that is no date is passed over, as the RFC has it: an answer
 * in full is right, too. An If-Unmodified-Since that is none is refused: to pass it over would take away a protection that somebody counts on.
 */
export function readConditions(headers: IncomingHttpHeaders): Conditions {
  const {
    'if-match': ifMatch,
    'if-none-match': ifNoneMatch,
    'if-modified-since': modifiedSince,
    'if-unmodified-since': unmodifiedSince,
  } = headers;
  // Nearly always.
  if (
    ifMatch === undefined &&
    ifNoneMatch === undefined &&
    modifiedSince === undefined &&
    unmodifiedSince === undefined
  )
    return none;
  return {
    ifMatch: namedVersions('If-Match', ifMatch),
    ifNoneMatch: namedVersions('If-None-Match', ifNoneMatch),
    modifiedSince: modifiedSince === undefined ? undefined : readHttpDate(modifiedSince),
    unmodifiedSince: unmodifiedSince === undefined ? undefined : requireDate(unmodifiedSince),
  };
}

function requireDate(header: string): number {
  const date = readHttpDate(header);
  if (date !== undefined) return date;
  const detail = 'Must be a date of HTTP, such as Sat, 31 Jan 2026 12:00:00 GMT.';
  throw new ProblemError('malformed-request', `If-Unmodified-Since: ${detail}`, {
    errors: [{ header: 'If-Unmodified-Since', code: 'bad-format', detail }],
  });
}
