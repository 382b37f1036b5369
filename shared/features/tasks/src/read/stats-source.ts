import { countsByAuthor, countsByDay, type StatsSource } from '@notes/reading';
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

/** `GET /v1/tasks/stats` */
export const taskStats: StatsSource = {
  path: '/v1/tasks/stats',
  operationId: 'getTaskStats',
  summary: 'Numbers of tasks and their events',
  description:
    'How many tasks there are and how many are done, by type, author and assignee, and what happened day by day.',
  ...{ Stats: TaskStats, example },
  totals: { table: 'task_totals', columns: ['tasks', 'done', 'deleted', 'events'] },
  lists: {
    by_type: `select coalesce(json_agg(json_build_object('type', type, 'tasks', tasks, 'done', done) order by type collate "C"), '[]')
      from (select type, sum(tasks) as tasks, sum(done) as done from task_types group by type having sum(tasks) > 0) as all_types`,
    by_author: countsByAuthor('task_authors', 'tasks'),
    by_assignee: `select coalesce(json_agg(json_build_object('assignee', nullif(assignee, ''), 'tasks', tasks, 'done', done)
        order by tasks desc, assignee collate "C"), '[]')
      from (select assignee, sum(tasks) as tasks, sum(done) as done from task_assignees group by assignee having sum(tasks) > 0
        order by sum(tasks) desc, assignee collate "C" limit 100) as largest`,
    per_day: countsByDay('task_days'),
  },
};
