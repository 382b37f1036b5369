import { Count, defaultLimit } from '@notes/contracts';
import {
  carried,
  cursorRefused,
  freshnessHeaders,
  jsonResponse,
  type ListOrder,
  neighbours,
  openCursor,
  orderText,
  type PageCursors,
  type PageStart,
  pageLinks,
  readAt,
  readFreshness,
  readPageStart,
  sealCursor,
  sendJson,
  sortValues,
} from '@notes/reading';
import { type HttpApp, ProblemError, problemResponses } from '@notes/service';
import type { Pool } from 'pg';
import { Type } from 'typebox';
import { type ListedNote, ListParameters, type NoteFilters, NotePage, type SortMember } from '../contract/index.ts';
import { readFilters } from './note-filters.ts';
import { readOrder, sortColumns } from './note-order.ts';
import type { NoteReads } from './note-row.ts';
import { exampleNote } from './note-row.ts';
import { selectNotePage } from './select-note-page.ts';

const path = '/v1/notes';

const pageHeaders = {
  link: Type.Optional(
    Type.String({
      description: 'Addresses of the pages before and after this one (RFC 8288); absent where there is neither.',
      examples: ['</v1/notes?cursor=c2VhbGVk>; rel="next"'],
    }),
  ),
  'x-total-count': Type.Optional(Count('How many notes the list has, with `count=true`.', 1204)),
};

const schema = {
  operationId: 'listNotes',
  tags: ['notes'],
  summary: 'List notes',
  description:
    'The notes that are not deleted, or the bin, page by page. A note that does not change during a walk along `next` is seen exactly once, whatever others write meanwhile.',
  querystring: ListParameters,
  headers: Type.Object(freshnessHeaders),
  response: {
    200: jsonResponse('A page of notes.', NotePage, { notes: [exampleNote] }, pageHeaders),
    ...problemResponses('epoch-changed', 'not-caught-up', 'unavailable'),
  },
} as const;

const config = { scope: 'notes:read' } as const;

/** `GET /v1/notes` */
export function listNotesRoute(app: HttpApp, { pool, progress }: NoteReads): void {
  app.get(path, { schema, config }, async (request, reply) => {
    const freshness = readFreshness(request, reply);
    const list = readRequest(request.query);
    const page = await readAt(() => listNotes(pool, list), freshness, progress);
    const link = pageLinks(path, request.query, page, list.limit);
    if (link !== undefined) reply.header('link', link);
    if (page.total !== undefined) reply.header('x-total-count', page.total);
    return sendJson(reply, page.position, { notes: page.notes, next: page.next });
  });
}

function readRequest(parameters: ListParameters): ListRequest {
  const { limit = defaultLimit, cursor, offset, order_by, deleted = false, count = false } = parameters;
  if (cursor !== undefined && offset !== undefined) throw cursorAndOffset();
  const filters = readFilters(parameters);
  return { filters, deleted, order: readOrder(order_by), limit, cursor, offset: offset ?? 0, count };
}

const cursorAndOffset = (): ProblemError =>
  new ProblemError('invalid', 'offset: A page begins at a cursor or at an offset, not at both.', {
    errors: [{ parameter: 'offset', code: 'contradiction', detail: 'Give `cursor` or `offset`, not both.' }],
  });

export type ListRequest = {
  readonly filters: NoteFilters;
  /** The bin instead of the live notes. */
  readonly deleted: boolean;
  readonly order: ListOrder<SortMember>;
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly offset: number;
  /** Count all notes of the list, too. */
  readonly count: boolean;
};

export type ListPage = PageCursors & {
  readonly position: string;
  readonly notes: readonly ListedNote[];
  readonly total: number | undefined;
};

/** One page of the notes. Throws the problem `invalid` for a cursor that this list has not given out. */
export async function listNotes(pool: Pool, { cursor, ...request }: ListRequest): Promise<ListPage> {
  const { filters, deleted, order, limit } = request;
  const scope = JSON.stringify(['notes', orderText(order), deleted, filters]);
  const opened = cursor === undefined ? undefined : openCursor(cursor);
  const start = opened && readPageStart(order, sortColumns, opened.values);
  if (cursor !== undefined && start === undefined) throw cursorRefused();
  // One more than requested shows whether more follow.
  const { position, notes, total } = await selectNotePage(pool, { ...request, start, limit: limit + 1 });
  if (opened?.isSealed(position, scope) === false) throw cursorRefused();
  const more = notes.length > limit;
  if (more) notes.pop();
  if (start?.backward === true) notes.reverse();
  const valuesOf = (note: ListedNote | undefined) => note && sortValues(order, note);
  const { prev, next } = neighbours(start, { first: valuesOf(notes[0]), last: valuesOf(notes.at(-1)) }, more);
  const seal = (to: PageStart | undefined) => to && sealCursor(position, scope, carried(to));
  return { position, notes, total, prev: seal(prev), next: seal(next) };
}
