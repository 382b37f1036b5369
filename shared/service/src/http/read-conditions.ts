import type { IncomingHttpHeaders } from 'node:http';
import { ProblemError } from '../problem-error.ts';
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

const time = String.raw`(?<time>\d\d:\d\d:\d\d)`;

/** The forms of RFC 9110 §5.6.7. Senders make the first one, but all are to be understood. */
const forms = [
  new RegExp(`^[A-Z][a-z]{2}, (?<day>\\d\\d) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) ${time} GMT$`),
  new RegExp(`^[A-Z][a-z]{5,8}, (?<day>\\d\\d)-(?<month>[A-Z][a-z]{2})-(?<year>\\d\\d) ${time} GMT$`),
  new RegExp(`^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \\d]\\d) ${time} (?<year>\\d{4})$`),
];

/** In ms since 1970; undefined for what is no date of HTTP. */
export function readHttpDate(text: string): number | undefined {
  for (const form of forms) {
    const groups = form.exec(text.trim())?.groups;
    if (groups === undefined) continue;
    const ms = Date.parse(`${groups['day']?.trim()} ${groups['month']} ${groups['year']} ${groups['time']} GMT`);
    return Number.isNaN(ms) ? undefined : ms;
  }
  return undefined;
}
