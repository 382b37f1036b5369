import {
  freshnessHeaders,
  jsonResponse,
  notSetUp,
  positionTable,
  type Reads,
  readAt,
  readFreshness,
  runStatement,
  sendJson,
} from '@notes/reading';
import { type HttpApp, problemResponses } from '@notes/service';
import type { Pool } from 'pg';
import { Type } from 'typebox';
import { Stats } from '../contract/index.ts';

const example: Stats = {
  notes: 3,
  deleted: 1,
  events: 7,
  by_author: [
    { created_by: 'ada', notes: 2 },
    { created_by: 'grace', notes: 1 },
  ],
  by_priority: [
    { priority: 0, notes: 2 },
    { priority: 1, notes: 1 },
  ],
  per_day: [{ day: '2026-01-31', created: 4, revised: 2, deleted: 1, restored: 0 }],
};

const schema = {
  operationId: 'getStats',
  tags: ['status'],
  summary: 'Numbers of notes and events',
  description: 'How many notes there are, by author and by priority, and what happened day by day.',
  headers: Type.Object(freshnessHeaders),
  response: {
    200: jsonResponse('The numbers.', Stats, example),
    ...problemResponses('epoch-changed', 'not-caught-up', 'unavailable'),
  },
} as const;

const config = { scope: 'notes:read' } as const;

/** `GET /v1/stats` */
export function getStatsRoute(app: HttpApp, { pool, progress }: Pick<Reads, 'pool' | 'progress'>): void {
  app.get('/v1/stats', { schema, config }, async (request, reply) => {
    const freshness = readFreshness(request, reply);
    const { position, stats } = await readAt(() => selectStats(pool), freshness, progress);
    return sendJson(reply, position, stats);
  });
}

/** Each table has a row for each partition: a number is a sum over them. What comes to nothing is left out. */
const statement = {
  name: 'select-stats',
  text: `
    select here.position, totals.notes, totals.deleted, totals.events,
      (select coalesce(json_agg(json_build_object('created_by', created_by, 'notes', notes)
          order by notes desc, created_by collate "C"), '[]')
        from (select created_by, sum(notes) as notes from stats_authors group by created_by having sum(notes) > 0
          order by sum(notes) desc, created_by collate "C" limit 100) as largest),
      (select coalesce(json_agg(json_build_object('priority', priority, 'notes', notes) order by priority), '[]')
        from (select priority, sum(notes) as notes from stats_priorities group by priority having sum(notes) > 0
          order by sum(notes) desc, priority limit 1000) as largest),
      (select coalesce(json_agg(json_build_object('day', day, 'created', created, 'revised', revised,
          'deleted', deleted, 'restored', restored) order by day), '[]')
        from (select day, sum(created) as created, sum(revised) as revised, sum(deleted) as deleted,
          sum(restored) as restored
          from stats_days group by day having sum(created + revised + deleted + restored) > 0
          order by day desc limit 30) as newest)
    from ${positionTable}
    cross join (select coalesce(sum(notes), 0)::bigint as notes, coalesce(sum(deleted), 0)::bigint as deleted,
      coalesce(sum(events), 0)::bigint as events from stats_totals) as totals`,
};

type Row = readonly [
  position: string,
  notes: number,
  deleted: number,
  events: number,
  byAuthor: Stats['by_author'],
  byPriority: Stats['by_priority'],
  perDay: Stats['per_day'],
];

/** Numbers of notes and events, and the position of the snapshot that they are of. */
export async function selectStats(pool: Pool): Promise<{ readonly position: string; readonly stats: Stats }> {
  const [row] = await runStatement<Row>(pool, statement, []);
  if (row === undefined) throw notSetUp();
  const [position, notes, deleted, events, by_author, by_priority, per_day] = row;
  return { position, stats: { notes, deleted, events, by_author, by_priority, per_day } };
}
