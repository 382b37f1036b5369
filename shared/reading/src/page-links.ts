import { maxOffset } from '@notes/contracts';

type Parameter = string | number | boolean;
/** The parameters of a query, as they were read. */
export type Query = Readonly<Record<string, Parameter | readonly Parameter[]>>;

/** The cursors of the pages before and after this one. */
export type PageCursors = { readonly prev: string | undefined; readonly next: string | undefined };

/**
 * The Link header (RFC 8288) of a page of `limit` items: the same request, but of the page before and after. Who pages by
 * offset goes on by offset, as far as offsets go, and by cursor from there. Undefined where there is neither.
 */
export function pageLinks(path: string, asked: Query, { prev, next }: PageCursors, limit: number): string | undefined {
  const { cursor: _, offset, ...rest } = asked;
  const to = (rel: string, parameters: Query) => `<${path}?${queryText({ ...rest, ...parameters })}>; rel="${rel}"`;
  const links: string[] = [];
  if (typeof offset === 'number') {
    const further = offset + limit;
    if (offset > 0) links.push(to('prev', { offset: Math.max(offset - limit, 0) }));
    if (next !== undefined) links.push(to('next', further <= maxOffset ? { offset: further } : { cursor: next }));
  } else {
    if (prev !== undefined) links.push(to('prev', { cursor: prev }));
    if (next !== undefined) links.push(to('next', { cursor: next }));
  }
  return links.length === 0 ? undefined : links.join(', ');
}

function queryText(parameters: Query): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    for (const one of [value].flat()) query.append(name, String(one));
  return query.toString();
}
