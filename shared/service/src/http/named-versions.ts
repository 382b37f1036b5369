import { ProblemError } from '../problem-error.ts';

/** The versions that a list of entity tags stands for; `*`: any, as long as there is one. */
export type NamedVersions = '*' | readonly number[];

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
