import { countsByAuthor, countsByDay, type StatsSource } from '@notes/reading';
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

/** `GET /v1/stats` */
export const noteStats: StatsSource = {
  path: '/v1/stats',
  operationId: 'getStats',
  summary: 'Numbers of notes and events',
  description: 'How many notes there are, by author and by priority, and what happened day by day.',
  ...{ Stats, example },
  totals: { table: 'stats_totals', columns: ['notes', 'deleted', 'events'] },
  lists: {
    by_author: countsByAuthor('stats_authors', 'notes'),
    by_priority: `select coalesce(json_agg(json_build_object('priority', priority, 'notes', notes) order by priority), '[]')
      from (select priority, sum(notes) as notes from stats_priorities group by priority having sum(notes) > 0
        order by sum(notes) desc, priority limit 1000) as largest`,
    per_day: countsByDay('stats_days'),
  },
};
