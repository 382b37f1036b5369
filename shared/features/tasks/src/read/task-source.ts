import { composed } from '@notes/contracts';
import { type ListSource, type Readable, sortColumn } from '@notes/reading';
import {
  Task,
  type TaskFilters,
  TaskHistoryPage,
  TaskListParameters,
  type TaskOrder,
  TaskPage,
  TaskPreconditionProblem,
  taskFilters,
} from '../contract/index.ts';
import { type TaskState, task } from '../domain/index.ts';

const { text, integer, numeric, timestamptz, uuid, orNull } = sortColumn;

/** What is ordered or filtered by. */
export type TaskColumn = TaskOrder | 'done_at' | 'unique_title';

const bounds = <Name extends string, Member extends string>(name: Name, member: Member) =>
  ({
    [`${name}:gt`]: { kind: 'bound', member, operator: '>' },
    [`${name}:ge`]: { kind: 'bound', member, operator: '>=' },
    [`${name}:lt`]: { kind: 'bound', member, operator: '<' },
    [`${name}:le`]: { kind: 'bound', member, operator: '<=' },
  }) as {
    [N in `${Name}:${'gt' | 'ge' | 'lt' | 'le'}`]: { kind: 'bound'; member: Member; operator: '>' | '>=' | '<' | '<=' };
  };

/** What lists of tasks are read from. */
export const taskSource: ListSource<TaskFilters, TaskColumn> = {
  table: 'tasks',
  members: Object.keys(Task.properties),
  columns: {
    title: text('title'),
    type: text('type'),
    severity: orNull(integer('severity')),
    story_points: orNull(numeric('story_points')),
    due: orNull(timestamptz('due')),
    created_at: timestamptz('created_at'),
    updated_at: timestamptz('updated_at'),
    created_by: text('created_by'),
    assignee: orNull({ ...text('assignee'), kept: composed }),
    done_at: orNull(timestamptz('done_at')),
    unique_title: orNull({ ...text('unique_title'), kept: composed }),
    id: uuid('id'),
  },
  filters: {
    unique_title: { kind: 'equal', member: 'unique_title' },
    created_by: { kind: 'equal', member: 'created_by' },
    assignee: { kind: 'equal', member: 'assignee' },
    search: { kind: 'search', columns: ['title', 'subtitle'] },
    after: { kind: 'bound', member: 'updated_at', operator: '>=' },
    before: { kind: 'bound', member: 'updated_at', operator: '<=' },
    due: { kind: 'equal', member: 'due' },
    ...bounds('due', 'due'),
    story_points: { kind: 'equal', member: 'story_points' },
    ...bounds('story_points', 'story_points'),
    severity: { kind: 'equal', member: 'severity' },
    ...bounds('severity', 'severity'),
    done: { kind: 'given', member: 'done_at' },
    type: { kind: 'equal', member: 'type' },
    'type:ne': { kind: 'unequal', member: 'type' },
    'due:ne': { kind: 'unequal', member: 'due' },
    'story_points:ne': { kind: 'unequal', member: 'story_points' },
    'severity:ne': { kind: 'unequal', member: 'severity' },
    'assignee:ne': { kind: 'unequal', member: 'assignee' },
    'created_by:ne': { kind: 'unequal', member: 'created_by' },
  },
  names: Object.keys(taskFilters) as (keyof TaskFilters)[],
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
    members: ['title', 'subtitle', 'type', 'severity', 'story_points', 'assignee', 'unique_title', 'due', 'done_at'],
  },
};
