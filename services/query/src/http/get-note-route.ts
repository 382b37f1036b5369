import { Note, NoteId } from '@notes/contracts';
import { type HttpApp, ProblemError, problemResponses } from '@notes/service';
import { Type } from 'typebox';
import { readAt } from '../consistency/read-at.ts';
import { type EntityTags, namesVersion, parseEntityTags } from '../domain/entity-tag.ts';
import { noteOfRow } from '../sql/note-columns.ts';
import { exampleNote } from './example-note.ts';
import { wantedBy } from './freshness.ts';
import type { Reads } from './reads.ts';
import { freshnessHeaders, jsonResponse, tokenHeaders } from './response-docs.ts';
import { sendJson } from './send-json.ts';

const etag = Type.String({ description: "The note's version in quotes.", examples: ['"2"'] });

const schema = {
  operationId: 'getNote',
  tags: ['notes'],
  summary: 'Get a note',
  description: 'The note as it is now. With If-None-Match the body is left out while the version is one that is named.',
  params: Type.Object({ id: NoteId }),
  headers: Type.Object({
    'if-none-match': Type.Optional(
      Type.String({ description: 'The entity tags that the client holds, or `*`.', examples: ['"2"'] }),
    ),
    ...freshnessHeaders,
  }),
  response: {
    200: jsonResponse('The note.', Note, exampleNote, { etag }),
    304: Type.Unsafe<undefined>({
      type: 'null',
      description: 'The client holds this version.',
      headers: { ...tokenHeaders, etag },
    }),
    ...problemResponses('not-found', 'epoch-changed', 'not-caught-up', 'unavailable'),
  },
} as const;

const config = { scope: 'notes:read' } as const;

/** `GET /v1/notes/{id}` */
export function getNoteRoute(app: HttpApp, { noteById, progress }: Reads): void {
  app.get('/v1/notes/:id', { schema, config }, async (request, reply) => {
    const wanted = wantedBy(request, reply);
    const held = heldTags(request.headers['if-none-match']);
    const { position, row } = await readAt(() => noteById(request.params.id), wanted, progress);
    if (row === undefined) throw new ProblemError('not-found', 'There is no note with this id, or it is deleted.');
    const note = noteOfRow(row);
    reply.header('etag', `"${note.version}"`);
    if (held === undefined || !namesVersion(held, note.version)) return sendJson(reply, position, note);
    return reply.code(304).header('consistency-token', position).send(undefined);
  });
}

function heldTags(header: string | undefined): EntityTags | undefined {
  if (header === undefined) return undefined;
  const tags = parseEntityTags(header);
  if (tags === undefined)
    throw new ProblemError('malformed-request', 'If-None-Match must be `*` or entity tags such as "2", in quotes.');
  return tags;
}
