import { Count, defaultLimit, ListParameters, NotePage } from '@notes/contracts';
import { freshnessHeaders, readAt, readFilters, wantedBy } from '@notes/reading';
import { type HttpApp, ProblemError, problemResponses } from '@notes/service';
import { Type } from 'typebox';
import { readOrder } from '../paging/list-order.ts';
import { pageLinks } from '../paging/page-links.ts';
import { type ListRequest, listNotes } from '../queries/list-notes.ts';
import { exampleNote } from './example-note.ts';
import type { Reads } from './reads.ts';
import { jsonResponse } from './response-docs.ts';
import { sendJson } from './send-json.ts';

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
export function listNotesRoute(app: HttpApp, { pool, progress }: Reads): void {
  app.get(path, { schema, config }, async (request, reply) => {
    const wanted = wantedBy(request, reply);
    const list = readRequest(request.query);
    const page = await readAt(() => listNotes(pool, list), wanted, progress);
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
