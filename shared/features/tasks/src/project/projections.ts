import type { Projection, ProjectionOf, Table } from '@notes/projecting';
import { taskEvents } from '../contract/index.ts';
import type { TaskState } from '../domain/index.ts';

/** A projection whose rows are checked against the columns of its table. */
const projection = <const T extends Table>(definition: ProjectionOf<T, TaskState, typeof taskEvents>): Projection =>
  definition;

const everyType = Object.keys(taskEvents) as (keyof typeof taskEvents)[];

/** 1 for a task that is there and not deleted, else 0. */
const live = (task: TaskState | undefined): 0 | 1 => (task === undefined || task.deleted_at !== null ? 0 : 1);
/** 1 for such a task that is done, else 0. */
const done = (task: TaskState | undefined): 0 | 1 => (task?.done_at == null ? 0 : live(task));

/** How many tasks there are, how many done, how many in the bin, and how many events made them. */
export const taskTotals = projection({
  table: {
    name: 'task_totals',
    key: ['partition'],
    merge: 'add',
    columns: { partition: 'integer', tasks: 'bigint', done: 'bigint', deleted: 'bigint', events: 'bigint' },
  },
  types: everyType,
  project({ partition, before, after }) {
    const tasks = live(after) - live(before);
    const created = before === undefined ? 1 : 0;
    return [{ partition, tasks, done: done(after) - done(before), deleted: created - tasks, events: 1 }];
  },
});

/** How many tasks of each author there are. */
export const taskAuthors = projection({
  table: {
    name: 'task_authors',
    key: ['created_by', 'partition'],
    merge: 'add',
    columns: { created_by: 'text', partition: 'integer', tasks: 'bigint' },
  },
  types: ['tasks.TaskCreated.v1', 'tasks.TaskDeleted.v1', 'tasks.TaskRestored.v1'],
  project: ({ partition, before, after }) => [
    { created_by: after.created_by, partition, tasks: live(after) - live(before) },
  ],
});

/** What a change has made of the number of tasks with a value, and of those that are done: of the value before, and of the one after. */
function moved<Value>(
  pick: (task: TaskState) => Value,
  before: TaskState | undefined,
  after: TaskState,
): readonly { readonly value: Value; readonly tasks: number; readonly done: number }[] {
  const value = pick(after);
  if (before === undefined || pick(before) === value)
    return [{ value, tasks: live(after) - live(before), done: done(after) - done(before) }];
  return [
    { value: pick(before), tasks: -live(before), done: -done(before) },
    { value, tasks: live(after), done: done(after) },
  ];
}

/** How many tasks of each type there are, and how many done. */
export const taskTypeCounts = projection({
  table: {
    name: 'task_types',
    key: ['type', 'partition'],
    merge: 'add',
    columns: { type: 'text', partition: 'integer', tasks: 'bigint', done: 'bigint' },
  },
  types: everyType,
  project: ({ partition, before, after }) =>
    moved(({ type }) => type, before, after).map(({ value: type, ...counts }) => ({ type, partition, ...counts })),
});

/** How many tasks each assignee has, and how many done. The empty text stands for nobody: no assignee is called so. */
export const taskAssignees = projection({
  table: {
    name: 'task_assignees',
    key: ['assignee', 'partition'],
    merge: 'add',
    columns: { assignee: 'text', partition: 'integer', tasks: 'bigint', done: 'bigint' },
  },
  types: everyType,
  project: ({ partition, before, after }) =>
    moved(({ assignee }) => assignee ?? '', before, after).map(({ value: assignee, ...counts }) => ({
      assignee,
      partition,
      ...counts,
    })),
});

/** What happened on each day, in UTC by the time of the event. */
export const taskDays = projection({
  table: {
    name: 'task_days',
    key: ['day', 'partition'],
    merge: 'add',
    columns: {
      ...{ day: 'date', partition: 'integer' },
      ...{ created: 'bigint', revised: 'bigint', deleted: 'bigint', restored: 'bigint' },
    },
  },
  types: everyType,
  project: ({ partition, event: { type, time } }) => [
    {
      day: time.slice(0, 10),
      partition,
      created: type === 'tasks.TaskCreated.v1' ? 1 : 0,
      revised: type === 'tasks.TaskRevised.v1' ? 1 : 0,
      deleted: type === 'tasks.TaskDeleted.v1' ? 1 : 0,
      restored: type === 'tasks.TaskRestored.v1' ? 1 : 0,
    },
  ],
});
