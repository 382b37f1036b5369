type OneOrMore<T> = T | readonly T[];
type Time = string | Date;

/** Which notes. Several values of one filter: any of them; of `:ne`: none of them. */
export type NoteFilter = {
  readonly created_by?: OneOrMore<string> | undefined;
  readonly 'created_by:ne'?: OneOrMore<string> | undefined;
  readonly priority?: OneOrMore<number> | undefined;
  readonly 'priority:ne'?: OneOrMore<number> | undefined;
  readonly 'priority:gt'?: number | undefined;
  readonly 'priority:ge'?: number | undefined;
  readonly 'priority:lt'?: number | undefined;
  readonly 'priority:le'?: number | undefined;
  /** A part of the title or the description, in any case. */
  readonly search?: string | undefined;
  /** Changed at or after. */
  readonly after?: Time | undefined;
  /** Changed at or before. */
  readonly before?: Time | undefined;
};

type Member = 'title' | 'priority' | 'created_at' | 'updated_at' | 'created_by';

export type NoteQuery = NoteFilter & {
  /** Notes on a page, 1 to 100. Default 50. */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** In place of a cursor: how many to leave out, up to 10,000. */
  readonly offset?: number | undefined;
  /** `-` for descending. Default `-updated_at`. */
  readonly order_by?: OneOrMore<Member | `-${Member}`> | undefined;
  /** Whether to count all that match; the page's `total`. */
  readonly count?: boolean | undefined;
  /** The bin: notes that are deleted. */
  readonly deleted?: boolean | undefined;
};

type Value = string | number | boolean | Date;

/** A query string with its question mark, or nothing. What is undefined is left out. */
export function queryText(query: Readonly<Record<string, OneOrMore<Value> | undefined>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of value === undefined ? [] : ([value].flat() as Value[]))
      parameters.append(name, one instanceof Date ? one.toISOString() : String(one));
  return parameters.size === 0 ? '' : `?${parameters}`;
}

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
