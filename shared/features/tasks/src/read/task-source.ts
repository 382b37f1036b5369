import { filtersInOrder, type ListSource, type Readable, sortColumnsOf } from '@notes/reading';
import {
  Task,
  type TaskFilters,
  TaskHistoryPage,
  TaskListParameters,
  type TaskOrder,
  TaskPage,
  TaskPreconditionProblem,
  taskFields,
  taskFilters,
} from '../contract/index.ts';
import { type TaskState, task } from '../domain/index.ts';

/** What is ordered or filtered by. */
export type TaskColumn = TaskOrder | 'done_at' | 'unique_title';

/** What lists of tasks are read from. */
export const taskSource: ListSource<TaskFilters, TaskColumn> = {
  table: 'tasks',
  members: Object.keys(Task.properties),
  columns: sortColumnsOf(taskFields),
  ...filtersInOrder(taskFilters, [
    ...['unique_title', 'created_by', 'assignee', 'search', 'after', 'before'],
    ...['due', 'story_points', 'severity', 'done', 'type'],
  ]),
  counts: { table: 'task_totals', live: 'tasks', deleted: 'deleted' },
};

/** The tasks, as they are read. */
export const readableTasks: Readable<TaskState, TaskFilters, TaskColumn> = {
  name: 'task',
  path: '/v1/tasks',
  tag: 'tasks',
  aggregate: task,
  source: taskSource,
  subject: 'task_id',
  schemas: {
    Item: Task,
    ListParameters: TaskListParameters,
    Page: TaskPage,
    HistoryPage: TaskHistoryPage,
    PreconditionProblem: TaskPreconditionProblem,
  },
  created: {
    type: 'TaskCreated',
    members: Object.keys(taskFields),
  },
};
