import { Note } from '@notes/contracts';
import { type HttpApp, problemResponses } from '@notes/service';
import { Type } from 'typebox';
import { readAt } from '../consistency/read-at.ts';
import { listNotes } from '../queries/list-notes.ts';
import { exampleNote } from './example-note.ts';
import { wantedBy } from './freshness.ts';
import type { Reads } from './reads.ts';
import { freshnessHeaders, jsonResponse } from './response-docs.ts';
import { sendJson } from './send-json.ts';

const defaultLimit = 50;
const path = '/v1/notes';

const NotePage = Type.Object(
  {
    notes: Type.Array(Note),
    next: Type.Optional(Type.String({ description: 'Cursor of the page that follows; absent from the last.' })),
  },
  { $id: 'NotePage' },
);

const schema = {
  operationId: 'listNotes',
  tags: ['notes'],
  summary: 'List notes',
  description:
    'The notes that are not deleted, page by page; what changed last comes first. A note that does not change during a walk along `next` is seen exactly once, and none is seen twice.',
  querystring: Type.Object(
    {
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 100, default: defaultLimit, description: 'Notes on a page at most.' }),
      ),
      cursor: Type.Optional(Type.String({ maxLength: 4_096, description: '`next` of a page of the same list.' })),
    },
    { additionalProperties: false },
  ),
  headers: Type.Object(freshnessHeaders),
  response: {
    200: jsonResponse(
      'A page of notes.',
      NotePage,
      { notes: [exampleNote] },
      {
        link: Type.Optional(
          Type.String({
            description: 'Address of the next page (RFC 8288); absent from the last.',
            examples: ['</v1/notes?cursor=c2VhbGVk>; rel="next"'],
          }),
        ),
      },
    ),
    ...problemResponses('epoch-changed', 'not-caught-up', 'unavailable'),
  },
} as const;

const config = { scope: 'notes:read' } as const;

/** `GET /v1/notes` */
export function listNotesRoute(app: HttpApp, { pool, progress }: Reads): void {
  app.get(path, { schema, config }, async (request, reply) => {
    const wanted = wantedBy(request, reply);
    const { limit = defaultLimit, cursor } = request.query;
    const { position, notes, next } = await readAt(() => listNotes(pool, { limit, cursor }), wanted, progress);
    if (next !== undefined) reply.header('link', `<${addressOf({ ...request.query, cursor: next })}>; rel="next"`);
    return sendJson(reply, position, { notes, next });
  });
}

/** The same request with other parameters. */
function addressOf(parameters: Readonly<Record<string, string | number>>): string {
  const query = new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return `${path}?${query}`;
}
