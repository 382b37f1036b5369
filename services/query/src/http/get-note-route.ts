import { Note, NoteId, Version } from '@notes/contracts';
import { freshnessHeaders, instant, readAt, wantedBy } from '@notes/reading';
import { type HttpApp, noContent, ProblemError, problemResponses, readConditions } from '@notes/service';
import { Type } from 'typebox';
import { type Moment, readNoteThen } from '../queries/read-note-then.ts';
import { noteOfRow } from '../sql/note-columns.ts';
import { conditionHeaders, judge } from './conditions.ts';
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
    'The note as it is now, or as it was right after its nth event (`version`), or at a time (`at`), also when it is deleted by now. With If-None-Match or If-Modified-Since the body is left out while the client holds it; with If-Match or If-Unmodified-Since there is one only as long as the note is what they ask for.',
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
    ...conditionHeaders,
    ...freshnessHeaders,
  }),
  response: {
    200: jsonResponse('The note.', Note, exampleNote, { etag }),
    304: noContent('The client holds this version.', { ...tokenHeaders, etag }),
    ...problemResponses(
      'not-found',
      'precondition-failed',
      'epoch-changed',
      'note-blocked',
      'not-caught-up',
      'unavailable',
    ),
  },
} as const;

const config = { scope: 'notes:read' } as const;

/** `GET /v1/notes/{id}` */
export function getNoteRoute(app: HttpApp, { pool, noteById, progress }: Reads): void {
  app.get('/v1/notes/:id', { schema, config }, async (request, reply) => {
    const wanted = wantedBy(request, reply);
    const conditions = readConditions(request.headers);
    const moment = readMoment(request.query);
    const { id } = request.params;
    const read = moment === undefined ? () => readNow(id) : () => readNoteThen(pool, id, moment);
    const { position, note } = await readAt(read, wanted, progress);
    if (note === undefined) throw notFound(moment);
    const verdict = judge(conditions, note);
    if (verdict === 'failed') throw preconditionFailed(position, note);
    reply.header('etag', `"${note.version}"`);
    if (verdict === 'met') return sendJson(reply, position, note);
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

const preconditionFailed = (position: string, note: Note): ProblemError =>
  new ProblemError('precondition-failed', 'The note is not as If-Match or If-Unmodified-Since ask for.', {
    headers: { 'consistency-token': position },
    extra: { current: note },
  });
