/** What If-None-Match or If-Match names: anything (`*`), or the opaque parts of a list of tags. */
export type EntityTags = '*' | readonly string[];

const element = /[ \t]*(?:(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)")?[ \t]*(?:,|$)/y;

/** Reads the header (RFC 9110 §8.8.3); empty elements are allowed. Undefined if it is not a list of entity tags. */
export function parseEntityTags(header: string): EntityTags | undefined {
  if (header.trim() === '*') return '*';
  const tags: string[] = [];
  element.lastIndex = 0;
  while (element.lastIndex < header.length) {
    const match = element.exec(header);
    if (match === null) return undefined;
    if (match[1] !== undefined) tags.push(match[1]);
  }
  return tags;
}

/** Weak comparison: whether the tags name this version, strong or weak alike. */
export const namesVersion = (tags: EntityTags, version: number): boolean =>
  tags === '*' || tags.includes(String(version));
