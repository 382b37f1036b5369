import { SubjectId, Version } from '@notes/contracts';
import {
  freshnessHeaders,
  jsonResponse,
  readAt,
  readFreshness,
  readInstant,
  sendJson,
  tokenHeaders,
} from '@notes/reading';
import {
  type Conditions,
  entityTagsText,
  type HttpApp,
  httpDateText,
  namesVersion,
  noContent,
  ProblemError,
  preconditionResponse,
  problemResponses,
  readConditions,
} from '@notes/service';
import { Type } from 'typebox';
import { Note, PreconditionProblem } from '../contract/index.ts';
import type { NoteReads } from './note-row.ts';
import { exampleNote, noteOfRow } from './note-row.ts';
import { type Moment, readNoteThen } from './note-then.ts';

const tags = { pattern: entityTagsText, examples: ['"2"'] };
const date = { pattern: httpDateText, examples: ['Sat, 31 Jan 2026 12:00:00 GMT'] };

/** The conditional headers of a read of one note, for the description of the API. */
const conditionHeaders = {
  'if-none-match': Type.Optional(
    Type.String({ description: 'The entity tags that the client holds, or `*`.', ...tags }),
  ),
  'if-modified-since': Type.Optional(
    Type.String({ description: 'As If-None-Match, by the second; beside it, this does not count.', ...date }),
  ),
  'if-match': Type.Optional(Type.String({ description: 'Only if the note is at one of these versions.', ...tags })),
  'if-unmodified-since': Type.Optional(
    Type.String({ description: 'As If-Match, by the second; beside it, this does not count.', ...date }),
  ),
};

const etag = Type.String({ description: "The note's version in quotes.", examples: ['"2"'] });

const schema = {
  operationId: 'getNote',
  tags: ['notes'],
  summary: 'Get a note',
  description:
    'The note as it is now, or as it was right after its nth event (`version`), or at a time (`at`), also when it is deleted by now. With If-None-Match or If-Modified-Since the body is left out while the client holds it; with If-Match or If-Unmodified-Since there is one only as long as the note is what they ask for.',
  params: Type.Object({ id: SubjectId }),
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
    ...problemResponses('not-found', 'epoch-changed', 'note-blocked', 'not-caught-up', 'unavailable'),
    ...preconditionResponse(PreconditionProblem),
  },
} as const;

const config = { scope: 'notes:read' } as const;

/** `GET /v1/notes/{id}` */
export function getNoteRoute(app: HttpApp, { pool, noteById, progress }: NoteReads): void {
  app.get('/v1/notes/:id', { schema, config }, async (request, reply) => {
    const freshness = readFreshness(request, reply);
    const conditions = readConditions(request.headers);
    const moment = readMoment(request.query);
    const { id } = request.params;
    const read = moment === undefined ? () => readNow(id) : () => readNoteThen(pool, id, moment);
    const { position, note } = await readAt(read, freshness, progress);
    if (note === undefined) throw notFound(moment);
    const evaluation = evaluate(conditions, note);
    if (evaluation === 'failed') throw preconditionFailed(position, note);
    reply.header('etag', `"${note.version}"`);
    if (evaluation === 'met') return sendJson(reply, position, note);
    return reply.code(304).header('consistency-token', position).send(undefined);
  });

  async function readNow(id: string): Promise<{ readonly position: string; readonly note: Note | undefined }> {
    const { position, row } = await noteById(id);
    return { position, note: row && noteOfRow(row) };
  }
}

function readMoment(query: { readonly version?: number; readonly at?: string }): Moment | undefined {
  const { version, at } = query;
  if (version === undefined) return at === undefined ? undefined : { at: readInstant('at', at).floor };
  if (at === undefined) return { version };
  throw new ProblemError('invalid', 'at: A note is read at a version or at a time, not at both.', {
    errors: [{ parameter: 'at', code: 'contradiction', detail: 'Give `version` or `at`, not both.' }],
  });
}

/** `failed`: the note does not meet them. `not-modified`: the client already has it. */
type Evaluation = 'met' | 'failed' | 'not-modified';

/** Evaluates the preconditions of a read (RFC 9110 §13.2.2): by tags where there are any, else by dates. */
function evaluate({ ifMatch, ifNoneMatch, modifiedSince, unmodifiedSince }: Conditions, note: Note): Evaluation {
  if (ifMatch !== undefined) {
    if (!namesVersion(ifMatch, note.version)) return 'failed';
  } else if (unmodifiedSince !== undefined && !isUnchangedSince(note, unmodifiedSince)) return 'failed';
  if (ifNoneMatch !== undefined) return namesVersion(ifNoneMatch, note.version) ? 'not-modified' : 'met';
  return modifiedSince !== undefined && isUnchangedSince(note, modifiedSince) ? 'not-modified' : 'met';
}

/** To the millisecond, although the date is by the second: what changed within that second has changed. */
const isUnchangedSince = ({ updated_at }: Note, date: number): boolean => Date.parse(updated_at) <= date;

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
