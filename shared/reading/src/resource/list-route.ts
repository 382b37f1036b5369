import { Count, defaultLimit } from '@notes/contracts';
import type { SubjectState } from '@notes/kernel';
import { type HttpApp, ProblemError, problemResponses } from '@notes/service';
import type { Pool } from 'pg';
import { Type } from 'typebox';
import { jsonResponse, sendJsonText } from '../answers.ts';
import { cursorRefused, openCursor, sealCursor } from '../cursor.ts';
import { freshnessHeaders, readFreshness } from '../freshness.ts';
import { type ListOrder, orderText, parseOrder, type SortValue, sortValues } from '../list-order.ts';
import { type ListSource, readFilters } from '../list-source.ts';
import { type PageCursors, pageLinks, type Query } from '../page-links.ts';
import { carried, neighbours, type PageStart, readPageStart } from '../page-start.ts';
import { readAt } from '../read-at.ts';
import { selectPage } from '../select-page.ts';
import { createSharedReads } from '../shared-reads.ts';
import { capital, exampleOf, type Readable, type Reads } from './readable.ts';

const pageHeaders = (plural: string, path: string) => ({
  link: Type.Optional(
    Type.String({
      description: 'Addresses of the pages before and after this one (RFC 8288); absent where there is neither.',
      examples: [`<${path}?cursor=c2VhbGVk>; rel="next"`],
    }),
  ),
  'x-total-count': Type.Optional(Count(`How many ${plural} the list has, with \`count=true\`.`, 1204)),
});

type Of<Filters extends object, Member extends string> = Pick<
  Readable<SubjectState, Filters, Member>,
  'name' | 'path' | 'tag' | 'source' | 'schemas'
>;

/** The description of the route in the API's. */
const schemaOf = <Filters extends object, Member extends string>({
  name,
  path,
  tag,
  source: { table },
  schemas,
}: Of<Filters, Member>) =>
  ({
    operationId: `list${capital(table)}`,
    tags: [tag],
    summary: `List ${table}`,
    description: `The ${table} that are not deleted, or the bin, page by page. A ${name} that does not change during a walk along \`next\` is seen exactly once, whatever others write meanwhile.`,
    querystring: schemas.ListParameters,
    headers: Type.Object(freshnessHeaders),
    response: {
      200: jsonResponse(
        `A page of ${table}.`,
        schemas.Page,
        { [table]: [exampleOf({ schemas })] },
        pageHeaders(table, path),
      ),
      ...problemResponses('epoch-changed', 'not-caught-up', 'unavailable'),
    },
  }) as const;

const config = { scope: 'notes:read' } as const;

/** The parameters of every list, beside its filters. */
type Parameters = {
  readonly limit?: number;
  readonly cursor?: string;
  readonly offset?: number;
  readonly order_by?: readonly string[];
  readonly deleted?: boolean;
  readonly count?: boolean;
};

/** A page as it is sent. */
type ListAnswer = {
  readonly position: string;
  readonly link: string | undefined;
  readonly total: number | undefined;
  /** JSON. */
  readonly text: string;
};

/** `GET {path}`. Whoever asks for the same page at the same time gets the same answer: everybody sees the same list. */
export function listRoute<Filters extends object, Member extends string>(
  app: HttpApp,
  readable: Of<Filters, Member>,
  { pool, progress }: Reads,
): void {
  const { path, source } = readable;
  const share = createSharedReads<ListAnswer>();
  app.get(path, { schema: schemaOf(readable), config }, async (request, reply) => {
    const freshness = readFreshness(request, reply);
    // As the schema admits them.
    const parameters = request.query as Parameters & Filters;
    const read = () => share(request.url, () => readList(parameters));
    const { position, link, total, text } = await readAt(read, freshness, progress);
    if (link !== undefined) reply.header('link', link);
    if (total !== undefined) reply.header('x-total-count', total);
    return sendJsonText(reply, position, text);
  });

  async function readList(parameters: Parameters & Filters): Promise<ListAnswer> {
    const list = readRequest(source, parameters);
    const { position, items, total, next, prev } = await listPage(pool, source, list);
    const link = pageLinks(path, parameters as Query, { prev, next }, list.limit);
    return { position, link, total, text: JSON.stringify({ [source.table]: items, next }) };
  }
}

function readRequest<Filters extends object, Member extends string>(
  source: ListSource<Filters, Member>,
  parameters: Parameters & Filters,
): ListRequest<Filters, Member> {
  const { limit = defaultLimit, cursor, offset, order_by, deleted = false, count = false } = parameters;
  if (cursor !== undefined && offset !== undefined) throw cursorAndOffset();
  const filters = readFilters(source, parameters);
  return { filters, deleted, order: readOrder(order_by), limit, cursor, offset: offset ?? 0, count };
}

/** The order that `order_by` asks for, the last change first by default. Throws the problem `invalid` for a key that occurs twice. */
export const readOrder = <Member extends string>(keys: readonly string[] = ['-updated_at']): ListOrder<Member> =>
  parseOrder(keys);

const cursorAndOffset = (): ProblemError =>
  new ProblemError('invalid', 'offset: A page begins at a cursor or at an offset, not at both.', {
    errors: [{ parameter: 'offset', code: 'contradiction', detail: 'Give `cursor` or `offset`, not both.' }],
  });

export type ListRequest<Filters extends object, Member extends string> = {
  readonly filters: Filters;
  /** The bin instead of what is live. */
  readonly deleted: boolean;
  readonly order: ListOrder<Member>;
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly offset: number;
  /** Count all items of the list, too. */
  readonly count: boolean;
};

export type ListPage<Item> = PageCursors & {
  readonly position: string;
  readonly items: readonly Item[];
  readonly total: number | undefined;
};

/** One page of a list. Throws the problem `invalid` for a cursor that this list has not given out. */
export async function listPage<Item extends object, Filters extends object, Member extends string>(
  pool: Pool,
  source: ListSource<Filters, Member>,
  { cursor, ...request }: ListRequest<Filters, Member>,
): Promise<ListPage<Item>> {
  const { filters, deleted, order, limit } = request;
  const scope = JSON.stringify([source.table, orderText(order), deleted, filters]);
  const opened = cursor === undefined ? undefined : openCursor(cursor);
  const start = opened && readPageStart(order, source.columns, opened.values);
  if (cursor !== undefined && start === undefined) throw cursorRefused();
  // One more than requested shows whether more follow.
  const selected = await selectPage<Item, Filters, Member>(pool, source, { ...request, start, limit: limit + 1 });
  const { position, items, total } = selected;
  if (opened?.isSealed(position, scope) === false) throw cursorRefused();
  const more = items.length > limit;
  if (more) items.pop();
  if (start?.backward === true) items.reverse();
  const valuesOf = (item: Item | undefined) =>
    item && sortValues(order, item as Readonly<Record<Member | 'id', SortValue>>);
  const { prev, next } = neighbours(start, { first: valuesOf(items[0]), last: valuesOf(items.at(-1)) }, more);
  const seal = (to: PageStart | undefined) => to && sealCursor(position, scope, carried(to));
  return { position, items, total, prev: seal(prev), next: seal(next) };
}
