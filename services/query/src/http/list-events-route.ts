import { Cursor, defaultLimit, HistoryPage, Limit, NoteId } from '@notes/contracts';
import { freshnessHeaders, readAt, wantedBy } from '@notes/reading';
import { type HttpApp, ProblemError, problemResponses } from '@notes/service';
import { Type } from 'typebox';
import { listEvents } from '../queries/list-events.ts';
import { exampleNote } from './example-note.ts';
import type { Reads } from './reads.ts';
import { jsonResponse } from './response-docs.ts';
import { sendJsonText } from './send-json.ts';

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
  params: Type.Object({ id: NoteId }),
  querystring: Type.Object({ limit: Limit, cursor: Cursor }, { additionalProperties: false }),
  headers: Type.Object(freshnessHeaders),
  response: {
    200: jsonResponse('A page of events.', HistoryPage, example),
    ...problemResponses('not-found', 'epoch-changed', 'not-caught-up', 'unavailable'),
  },
} as const;

const config = { scope: 'notes:read' } as const;

/** `GET /v1/notes/{id}/events` */
export function listEventsRoute(app: HttpApp, { pool, progress }: Reads): void {
  app.get('/v1/notes/:id/events', { schema, config }, async (request, reply) => {
    const wanted = wantedBy(request, reply);
    const { limit = defaultLimit, cursor } = request.query;
    const list = { noteId: request.params.id, limit, cursor };
    const { position, events, next } = await readAt(() => listEvents(pool, list), wanted, progress);
    if (events === undefined) throw new ProblemError('not-found', 'There is no note with this id, and never was.');
    const rest = next === undefined ? '' : `,"next":"${next}"`;
    return sendJsonText(reply, position, `{"events":[${events.join()}]${rest}}`);
  });
}
