import { Note, NoteId, Version } from '@notes/contracts';
import {
  freshnessHeaders,
  type HttpApp,
  instant,
  ProblemError,
  problemResponses,
  readAt,
  wantedBy,
} from '@notes/service';
import { Type } from 'typebox';
import { type EntityTags, namesVersion, parseEntityTags } from '../domain/entity-tag.ts';
import { type Moment, readNoteThen } from '../queries/read-note-then.ts';
import { noteOfRow } from '../sql/note-columns.ts';
import { exampleNote } from './example-note.ts';
import type { Reads } from './reads.ts';
import { jsonResponse, tokenHeaders } from './response-docs.ts';
import { sendJson } from './send-json.ts';

const etag = Type.String({ description: "The note's version in quotes.", examples: ['"2"'] });

const schema = {
  operationId: 'getNote',
  tags: ['notes'],
  summary: 'Get a note',
  description:
    'The note as it is now, or as it was right after its nth event (`version`), or at a time (`at`), also when it is deleted by now. With If-None-Match the body is left out while the version is one that is named.',
  params: Type.Object({ id: NoteId }),
  querystring: Type.Object(
    {
      version: Type.Optional({
        ...Version,
        description: 'The note as it was at this version. Not together with `at`.',
      }),
      at: Type.Optional(
        Type.String({
          format: 'date-time',
          description:
            'The note as it was at this instant. RFC 3339 with a zone; write the `+` of a zone as `%2B`. Not together with `version`.',
          examples: ['2026-01-31T12:00:00Z'],
        }),
      ),
    },
    { additionalProperties: false },
  ),
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
    ...problemResponses('not-found', 'epoch-changed', 'note-blocked', 'not-caught-up', 'unavailable'),
  },
} as const;

const config = { scope: 'notes:read' } as const;

/** `GET /v1/notes/{id}` */
export function getNoteRoute(app: HttpApp, { pool, noteById, progress }: Reads): void {
  app.get('/v1/notes/:id', { schema, config }, async (request, reply) => {
    const wanted = wantedBy(request, reply);
    const held = heldTags(request.headers['if-none-match']);
    const moment = readMoment(request.query);
    const { id } = request.params;
    const read = moment === undefined ? () => readNow(id) : () => readNoteThen(pool, id, moment);
    const { position, note } = await readAt(read, wanted, progress);
    if (note === undefined) throw notFound(moment);
    reply.header('etag', `"${note.version}"`);
    if (held === undefined || !namesVersion(held, note.version)) return sendJson(reply, position, note);
    return reply.code(304).header('consistency-token', position).send(undefined);
  });

  async function readNow(id: string): Promise<{ readonly position: string; readonly note: Note | undefined }> {
    const { position, row } = await noteById(id);
    return { position, note: row && noteOfRow(row) };
  }
}

function readMoment(asked: { readonly version?: number; readonly at?: string }): Moment | undefined {
  const { version, at } = asked;
  if (version === undefined) return at === undefined ? undefined : { at: instant('at', at).floor };
  if (at === undefined) return { version };
  throw new ProblemError('invalid', 'at: A note is read at a version or at a time, not at both.', {
    errors: [{ parameter: 'at', code: 'contradiction', detail: 'Give `version` or `at`, not both.' }],
  });
}

const notFound = (moment: Moment | undefined): ProblemError =>
  new ProblemError(
    'not-found',
    moment === undefined
      ? 'There is no note with this id, or it is deleted.'
      : 'There was no note with this id then, or it was deleted.',
  );

function heldTags(header: string | undefined): EntityTags | undefined {
  if (header === undefined) return undefined;
  const tags = parseEntityTags(header);
  if (tags === undefined)
    throw new ProblemError('malformed-request', 'If-None-Match must be `*` or entity tags such as "2", in quotes.');
  return tags;
}
