import type { NoteQuery } from './note-query.ts';

/**
 * The query of the page that a Link header (RFC 8288) leads to by this relation: the query of this page from elsewhere. Undefined if
 * there is no such page.
 */
export function readLink(header: string | null, relation: 'next' | 'prev', query: NoteQuery): NoteQuery | undefined {
  const links = header?.matchAll(/<([^>]*)>([^<]*)/g) ?? [];
  for (const [, address = '', parameters = ''] of links) {
    if (!new RegExp(`;\\s*rel="?(?:[^"]*\\s)?${relation}(?:[\\s";,]|$)`).test(parameters)) continue;
    const { cursor: _, offset: __, ...rest } = query;
    const found = new URL(address, 'http://any').searchParams;
    const [cursor, offset] = [found.get('cursor'), found.get('offset')];
    return {
      ...rest,
      ...(cursor === null ? {} : { cursor }),
      ...(offset === null ? {} : { offset: Number(offset) }),
    };
  }
  return undefined;
}
