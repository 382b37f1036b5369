import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../problem-error.ts';
import { isHidden } from './http-app.ts';

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

/** The versions that a list of entity tags stands for; `*`: any, as long as there is one. */
type NamedVersions = '*' | readonly number[];

/** One element of a list of entity tags (RFC 9110 §8.8.3, §5.6.1): it may be empty. */
const element = /[ \t]*(?:(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)")?[ \t]*(?:,|$)/y;

/**
 * A tag of ours, as we gave it out or as a proxy that compresses has changed it on its way: docs/behind-a-proxy.md says which one makes
 * which form. What is behind the version names a coding, and nothing of the note.
 */
const ours = /^([1-9]\d{0,9})(?:(?:--?|;)(?:gzip|br|zstd|deflate|gunzip|gz))?$/;

/**
 * Reads If-Match or If-None-Match. A tag of ours says which version of a note is meant, not which bytes; so a weak one, and one that a proxy
 * has given a suffix, stand for the same version, for both headers. Tags of others stand for none. Throws `malformed-request` for what is
 * no list of entity tags.
 */
export function namedVersions(
  name: 'If-Match' | 'If-None-Match',
  header: string | undefined,
): NamedVersions | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return '*';
  const tags = readTags(header);
  if (tags === undefined) throw notTags(name);
  return tags.flatMap((tag) => ours.exec(tag)?.[1] ?? []).map(Number);
}

/** Whether this version is among them. */
export const namesVersion = (named: NamedVersions, version: number): boolean =>
  named === '*' || named.includes(version);

/** The opaque parts; undefined if it is no list of tags, or an empty one. */
function readTags(header: string): string[] | undefined {
  const tags: string[] = [];
  element.lastIndex = 0;
  while (element.lastIndex < header.length) {
    const match = element.exec(header);
    if (match === null) return undefined;
    if (match[1] !== undefined) tags.push(match[1]);
  }
  return tags.length === 0 ? undefined : tags;
}

function notTags(name: string): ProblemError {
  const detail = 'Must be * or a list of entity tags in double quotes, such as "3".';
  return new ProblemError('malformed-request', `${name}: ${detail}`, {
    errors: [{ header: name, code: 'bad-format', detail }],
  });
}

/** What makes a request conditional (RFC 9110 §13), or asks for a part (§14), by the name that Node gives it. */
const names = {
  'if-match': 'If-Match',
  'if-none-match': 'If-None-Match',
  'if-modified-since': 'If-Modified-Since',
  'if-unmodified-since': 'If-Unmodified-Since',
  'if-range': 'If-Range',
  range: 'Range',
  'content-range': 'Content-Range',
} as const;

type Name = keyof typeof names;
const all = Object.keys(names) as Name[];

/** What a read may ask only to be spared an answer that it has: one in full is right, too, and its status says that it is one. */
const sparing: ReadonlySet<Name> = new Set(['if-none-match', 'if-modified-since', 'if-range', 'range']);

const reads: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const writes: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * No condition is passed over in silence. The description of a route lists the conditional headers that it honours. Of the others, reads
 * answer those in full that would only spare a body; whatever else comes is refused, since whoever sends it counts on it. Throws the problem `invalid`.
 * Other methods have nothing to put a condition on, and RFC 9110 §13.2.1 lets them pass.
 */
export function checkConditions(request: FastifyRequest, reply: FastifyReply): void {
  const { headers } = request;
  // Nearly always there are none, and then nothing is looked up.
  for (const name of all) if (headers[name] !== undefined) check(request, reply, name);
}

function check({ method, routeOptions: { schema } }: FastifyRequest, reply: FastifyReply, name: Name): void {
  const isRead = reads.has(method);
  if ((!isRead && !writes.has(method)) || isHidden({ schema }) || isListed(schema?.headers, name)) return;
  if (!isRead || !sparing.has(name)) throw unconditional(name, isRead);
  if (name === 'range') reply.header('accept-ranges', 'none');
}

/** Whether the description of a route's headers has one of this name. */
const isListed = (headers: unknown, name: Name): boolean =>
  name in ((headers as { readonly properties?: object } | undefined)?.properties ?? {});

function unconditional(name: Name, isRead: boolean): ProblemError {
  const detail = `${names[name]} cannot be honoured for this ${isRead ? 'read' : 'request'}: leave it out.`;
  return new ProblemError('invalid', detail, { errors: [{ header: names[name], code: 'not-supported', detail }] });
}
