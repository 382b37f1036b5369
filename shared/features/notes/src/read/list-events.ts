import { Cursor, defaultLimit, Limit, SubjectId, shortType } from '@notes/contracts';
import { eventPosition } from '@notes/kernel';
import {
  cursorRefused,
  freshnessHeaders,
  type JournalRow,
  jsonResponse,
  lastVersion,
  openCursor,
  readAt,
  readFreshness,
  sealCursor,
  selectHistory,
  sendJsonText,
} from '@notes/reading';
import { type HttpApp, ProblemError, problemResponses } from '@notes/service';
import type { Pool } from 'pg';
import { Type } from 'typebox';
import { HistoryPage } from '../contract/index.ts';
import type { NoteReads } from './note-row.ts';
import { exampleNote } from './note-row.ts';

const { id, title, description, created_by, created_at } = exampleNote;
const example: HistoryPage = {
  events: [
    {
      note_id: id,
      version: 1,
      type: 'NoteCreated',
      time: created_at,
      actor: created_by,
      data: { title, description, priority: 0 },
      position: 'k3f9a2c1:3-1204',
    },
  ],
};

const schema = {
  operationId: 'listNoteEvents',
  tags: ['notes'],
  summary: 'The history of a note',
  description: 'All that has happened to the note, the oldest first; also when it is deleted.',
  params: Type.Object({ id: SubjectId }),
  querystring: Type.Object({ limit: Limit, cursor: Cursor }, { additionalProperties: false }),
  headers: Type.Object(freshnessHeaders),
  response: {
    200: jsonResponse('A page of events.', HistoryPage, example),
    ...problemResponses('not-found', 'epoch-changed', 'not-caught-up', 'unavailable'),
  },
} as const;

const config = { scope: 'notes:read' } as const;

/** `GET /v1/notes/{id}/events` */
export function listEventsRoute(app: HttpApp, { pool, progress }: NoteReads): void {
  app.get('/v1/notes/:id/events', { schema, config }, async (request, reply) => {
    const freshness = readFreshness(request, reply);
    const { limit = defaultLimit, cursor } = request.query;
    const list = { noteId: request.params.id, limit, cursor };
    const { position, events, next } = await readAt(() => listEvents(pool, list), freshness, progress);
    if (events === undefined) throw new ProblemError('not-found', 'There is no note with this id, and never was.');
    const rest = next === undefined ? '' : `,"next":"${next}"`;
    return sendJsonText(reply, position, `{"events":[${events.join()}]${rest}}`);
  });
}

type EventsRequest = { readonly noteId: string; readonly limit: number; readonly cursor: string | undefined };

type EventsPage = {
  readonly position: string;
  /** Each as JSON; undefined: there is no such note, and never was. */
  readonly events: readonly string[] | undefined;
  readonly next: string | undefined;
};

/** One page of a note's history. Throws the problem `invalid` for a cursor that this history has not given out. */
async function listEvents(pool: Pool, { noteId, limit, cursor }: EventsRequest): Promise<EventsPage> {
  const scope = `events ${noteId}`;
  const opened = cursor === undefined ? undefined : openCursor(cursor);
  const after = opened === undefined ? 0 : opened.values[0];
  if ((cursor !== undefined && opened === undefined) || !isVersion(after)) throw cursorRefused();
  const bounds = { after, upTo: lastVersion, until: 'infinity', limit: limit + 1 };
  const { position, rows } = await selectHistory(pool, noteId, bounds);
  if (opened?.isSealed(position, scope) === false) throw cursorRefused();
  if (rows.length === 0 && cursor === undefined) return { position, events: undefined, next: undefined };
  const epoch = position.slice(0, position.indexOf(':'));
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const next = last && sealCursor(position, scope, [last[2]]);
  return { position, events: shown.map((row) => eventText(epoch, noteId, row)), next };
}

const isVersion = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= lastVersion;

function eventText(epoch: string, note_id: string, row: JournalRow): string {
  const [partition, pos, version, type, time, actor, data] = row;
  const known = JSON.stringify({ note_id, version, type: shortType(type), time, actor });
  return `${known.slice(0, -1)},"data":${data},"position":"${eventPosition(epoch, partition, pos)}"}`;
}
