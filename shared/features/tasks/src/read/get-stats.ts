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
import { TaskStats } from '../contract/index.ts';

const example: TaskStats = {
  tasks: 3,
  done: 1,
  deleted: 1,
  events: 8,
  by_type: [
    { type: 'issue', tasks: 1, done: 0 },
    { type: 'todo', tasks: 2, done: 1 },
  ],
  by_author: [{ created_by: 'ada', tasks: 3 }],
  by_assignee: [
    { assignee: null, tasks: 2, done: 0 },
    { assignee: 'grace', tasks: 1, done: 1 },
  ],
  per_day: [{ day: '2026-01-31', created: 4, revised: 3, deleted: 1, restored: 0 }],
};

const schema = {
  operationId: 'getTaskStats',
  tags: ['status'],
  summary: 'Numbers of tasks and their events',
  description:
    'How many tasks there are and how many are done, by type, author and assignee, and what happened day by day.',
  headers: Type.Object(freshnessHeaders),
  response: {
    200: jsonResponse('The numbers.', TaskStats, example),
    ...problemResponses('epoch-changed', 'not-caught-up', 'unavailable'),
  },
} as const;

const config = { scope: 'notes:read' } as const;

/** `GET /v1/tasks/stats` */
export function getStatsRoute(app: HttpApp, { pool, progress }: Pick<Reads, 'pool' | 'progress'>): void {
  app.get('/v1/tasks/stats', { schema, config }, async (request, reply) => {
    const freshness = readFreshness(request, reply);
    const { position, stats } = await readAt(() => selectTaskStats(pool), freshness, progress);
    return sendJson(reply, position, stats);
  });
}

/** Each table has a row for each partition: a number is a sum over them. What comes to nothing is left out. */
const statement = {
  name: 'select-task-stats',
  text: `
    select here.position, totals.tasks, totals.done, totals.deleted, totals.events,
      (select coalesce(json_agg(json_build_object('type', type, 'tasks', tasks, 'done', done) order by type collate "C"), '[]')
        from (select type, sum(tasks) as tasks, sum(done) as done from task_types group by type having sum(tasks) > 0) as all_types),
      (select coalesce(json_agg(json_build_object('created_by', created_by, 'tasks', tasks)
          order by tasks desc, created_by collate "C"), '[]')
        from (select created_by, sum(tasks) as tasks from task_authors group by created_by having sum(tasks) > 0
          order by sum(tasks) desc, created_by collate "C" limit 100) as largest),
      (select coalesce(json_agg(json_build_object('assignee', nullif(assignee, ''), 'tasks', tasks, 'done', done)
          order by tasks desc, assignee collate "C"), '[]')
        from (select assignee, sum(tasks) as tasks, sum(done) as done from task_assignees group by assignee having sum(tasks) > 0
          order by sum(tasks) desc, assignee collate "C" limit 100) as largest),
      (select coalesce(json_agg(json_build_object('day', day, 'created', created, 'revised', revised,
          'deleted', deleted, 'restored', restored) order by day), '[]')
        from (select day, sum(created) as created, sum(revised) as revised, sum(deleted) as deleted,
          sum(restored) as restored
          from task_days group by day having sum(created + revised + deleted + restored) > 0
          order by day desc limit 30) as newest)
    from ${positionTable}
    cross join (select coalesce(sum(tasks), 0)::bigint as tasks, coalesce(sum(done), 0)::bigint as done,
      coalesce(sum(deleted), 0)::bigint as deleted, coalesce(sum(events), 0)::bigint as events from task_totals) as totals`,
};

type Row = readonly [
  position: string,
  tasks: number,
  done: number,
  deleted: number,
  events: number,
  byType: TaskStats['by_type'],
  byAuthor: TaskStats['by_author'],
  byAssignee: TaskStats['by_assignee'],
  perDay: TaskStats['per_day'],
];

/** Numbers of tasks and events, and the position of the snapshot that they are of. */
async function selectTaskStats(pool: Pool): Promise<{ readonly position: string; readonly stats: TaskStats }> {
  const [row] = await runStatement<Row>(pool, statement, []);
  if (row === undefined) throw notSetUp();
  const [position, tasks, done, deleted, events, by_type, by_author, by_assignee, per_day] = row;
  return { position, stats: { tasks, done, deleted, events, by_type, by_author, by_assignee, per_day } };
}
