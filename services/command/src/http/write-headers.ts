import { uuidText } from '@notes/contracts';
import { ProblemError } from '@notes/service';
import type { IfMatch } from '../domain/command.ts';

const uuid = new RegExp(uuidText);
const quoted = /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"$/;
const bare = /^[\x21\x23-\x7e]+$/;
const strongTag = /^"(\d+)"$/;

/** Any text that is not the id of a note, in its one form, names nothing. */
export function requireNoteId(id: string): string {
  if (!uuid.test(id)) throw new ProblemError('not-found', `There is no note with the id ${JSON.stringify(id)}.`);
  return id;
}

/** The Idempotency-Key, quoted (RFC 8941 string) or bare: 1 to 255 characters. */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = quoted.test(header) ? header.slice(1, -1).replace(/\\(["\\])/g, '$1') : bare.test(header) ? header : '';
  if (key.length >= 1 && key.length <= 255) return key;
  throw new ProblemError(
    'malformed-request',
    'Idempotency-Key must be 1 to 255 printable ASCII characters, quoted or bare.',
  );
}

/**
 * The versions that If-Match admits. Weak tags never match (RFC 9110: strong comparison), and neither do tags that are not
 * ours; a header that is no list of entity tags is refused.
 */
export function readIfMatch(header: string | undefined): IfMatch | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return '*';
  const tags = header.split(',').map((tag) => tag.trim());
  if (!tags.every((tag) => /^(?:W\/)?"[\x21\x23-\x7e]*"$/.test(tag))) {
    throw new ProblemError(
      'malformed-request',
      'If-Match must be * or a list of entity tags in double quotes, such as "3".',
    );
  }
  return tags.flatMap((tag) => strongTag.exec(tag)?.[1] ?? []).map(Number);
}
