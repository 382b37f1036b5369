type OneOrMore<T> = T | readonly T[];

/**
 * Which ones, as the parameters of the list. Several values of one filter: any of them; of `:ne`: none of them. Null asks for those that
 * have no value. `Times`: the filters that take an instant, as text or as a Date.
 */
export type Filter<Parameters, Times extends string> = {
  readonly [Name in keyof Parameters]?: ValuesOf<Parameters[Name], Name extends Times ? Date : never> | undefined;
};

type ValuesOf<Parameter, OrElse> = Parameter extends readonly (infer Value)[]
  ? OneOrMore<Value | OrElse>
  : Parameter | OrElse;

/** A list: which ones, in which order, and which of its pages. */
export type Query<Parameters, Times extends string, Member extends string> = Filter<Parameters, Times> & {
  /** Items on a page, 1 to 100. Default 50. */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** In place of a cursor: how many to leave out, up to 10,000. */
  readonly offset?: number | undefined;
  /** `-` for descending. Default `-updated_at`. */
  readonly order_by?: OneOrMore<Member | `-${Member}`> | undefined;
  /** Whether to count all that match; the page's `total`. */
  readonly count?: boolean | undefined;
  /** The bin: what is deleted. */
  readonly deleted?: boolean | undefined;
};

type Value = string | number | boolean | Date | null;

/** A query string with its question mark, or nothing. What is undefined is left out; null is `null`. */
export function queryText(query: Readonly<Record<string, OneOrMore<Value> | undefined>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of value === undefined ? [] : ([value].flat() as Value[]))
      parameters.append(name, one instanceof Date ? one.toISOString() : String(one));
  return parameters.size === 0 ? '' : `?${parameters}`;
}

/** Where the page begins that a Link header (RFC 8288) leads to by this relation. Undefined if there is no such page. */
export function readLink(
  header: string | null,
  relation: 'next' | 'prev',
): { readonly cursor?: string; readonly offset?: number } | undefined {
  const links = header?.matchAll(/<([^>]*)>([^<]*)/g) ?? [];
  for (const [, address = '', parameters = ''] of links) {
    if (!new RegExp(`;\\s*rel="?(?:[^"]*\\s)?${relation}(?:[\\s";,]|$)`).test(parameters)) continue;
    const found = new URL(address, 'http://any').searchParams;
    const [cursor, offset] = [found.get('cursor'), found.get('offset')];
    return { ...(cursor === null ? {} : { cursor }), ...(offset === null ? {} : { offset: Number(offset) }) };
  }
  return undefined;
}
