import { Stats } from '@notes/contracts';
import { freshnessHeaders, readAt, wantedBy } from '@notes/reading';
import { type HttpApp, problemResponses } from '@notes/service';
import { Type } from 'typebox';
import { selectStats } from '../sql/select-stats.ts';
import type { Reads } from './reads.ts';
import { jsonResponse } from './response-docs.ts';
import { sendJson } from './send-json.ts';

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
export function getStatsRoute(app: HttpApp, { pool, progress }: Reads): void {
  app.get('/v1/stats', { schema, config }, async (request, reply) => {
    const wanted = wantedBy(request, reply);
    const { position, stats } = await readAt(() => selectStats(pool), wanted, progress);
    return sendJson(reply, position, stats);
  });
}
