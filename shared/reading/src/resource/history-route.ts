import { Cursor, defaultLimit, Limit, SubjectId, shortType } from '@notes/contracts';
import { eventPosition } from '@notes/kernel';
import { type HttpApp, ProblemError, problemResponses } from '@notes/service';
import type { Pool } from 'pg';
import { Type } from 'typebox';
import { jsonResponse, sendJsonText } from '../answers.ts';
import { cursorRefused, openCursor, sealCursor } from '../cursor.ts';
import { freshnessHeaders, readFreshness } from '../freshness.ts';
import { type JournalRow, lastVersion, selectHistory } from '../journal.ts';
import { readAt } from '../read-at.ts';
import { capital, exampleOf, type Readable, type Reads } from './readable.ts';

type Of = Pick<Readable, 'name' | 'path' | 'tag' | 'subject' | 'schemas' | 'created'>;

/** The description of the route in the API's. */
const schemaOf = ({ name, tag, schemas, ...of }: Of) =>
  ({
    operationId: `list${capital(name)}Events`,
    tags: [tag],
    summary: `The history of a ${name}`,
    description: `All that has happened to the ${name}, the oldest first; also when it is deleted.`,
    params: Type.Object({ id: SubjectId }),
    querystring: Type.Object({ limit: Limit, cursor: Cursor }, { additionalProperties: false }),
    headers: Type.Object(freshnessHeaders),
    response: {
      200: jsonResponse('A page of events.', schemas.HistoryPage, { events: [exampleEvent({ schemas, ...of })] }),
      ...problemResponses('not-found', 'epoch-changed', 'not-caught-up', 'unavailable'),
    },
  }) as const;

function exampleEvent({ subject, created: { type, members }, ...of }: Pick<Of, 'subject' | 'created' | 'schemas'>) {
  const { id, created_by: actor, created_at: time, ...example } = exampleOf(of);
  const data = Object.fromEntries(members.map((member) => [member, example[member]]));
  return { [subject]: id, version: 1, type, time, actor, data, position: 'k3f9a2c1:3-1204' };
}

const config = { scope: 'notes:read' } as const;

/** `GET {path}/{id}/events` */
export function historyRoute(app: HttpApp, readable: Of, { pool, progress }: Reads): void {
  const { name, path, subject } = readable;
  app.get(`${path}/:id/events`, { schema: schemaOf(readable), config }, async (request, reply) => {
    const freshness = readFreshness(request, reply);
    const { limit = defaultLimit, cursor } = request.query;
    const list = { id: request.params.id, subject, limit, cursor };
    const { position, events, next } = await readAt(() => listEvents(pool, list), freshness, progress);
    if (events === undefined) throw new ProblemError('not-found', `There is no ${name} with this id, and never was.`);
    const rest = next === undefined ? '' : `,"next":"${next}"`;
    return sendJsonText(reply, position, `{"events":[${events.join()}]${rest}}`);
  });
}

type EventsRequest = {
  readonly id: string;
  /** The member of an event that has it. */
  readonly subject: string;
  readonly limit: number;
  readonly cursor: string | undefined;
};

type EventsPage = {
  readonly position: string;
  /** Each as JSON; undefined: there is no such subject, and never was. */
  readonly events: readonly string[] | undefined;
  readonly next: string | undefined;
};

/** One page of a history. Throws the problem `invalid` for a cursor that this history has not given out. */
async function listEvents(pool: Pool, { id, subject, limit, cursor }: EventsRequest): Promise<EventsPage> {
  const scope = `events ${id}`;
  const opened = cursor === undefined ? undefined : openCursor(cursor);
  const after = opened === undefined ? 0 : opened.values[0];
  if ((cursor !== undefined && opened === undefined) || !isVersion(after)) throw cursorRefused();
  const bounds = { after, upTo: lastVersion, until: 'infinity', limit: limit + 1 };
  const { position, rows } = await selectHistory(pool, id, bounds);
  if (opened?.isSealed(position, scope) === false) throw cursorRefused();
  if (rows.length === 0 && cursor === undefined) return { position, events: undefined, next: undefined };
  const epoch = position.slice(0, position.indexOf(':'));
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const next = last && sealCursor(position, scope, [last[2]]);
  return { position, events: shown.map((row) => eventText(epoch, { [subject]: id }, row)), next };
}

const isVersion = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= lastVersion;

function eventText(epoch: string, subject: object, row: JournalRow): string {
  const [partition, pos, version, type, time, actor, data] = row;
  const known = JSON.stringify({ ...subject, version, type: shortType(type), time, actor });
  return `${known.slice(0, -1)},"data":${data},"position":"${eventPosition(epoch, partition, pos)}"}`;
}
