import { authorsTable, countLive, daysTable, projectionsOf, totalsTable } from '@notes/projecting';
import { taskEvents } from '../contract/index.ts';
import type { TaskState } from '../domain/index.ts';

const projection = projectionsOf<TaskState, typeof taskEvents>();
const everyType = Object.keys(taskEvents) as (keyof typeof taskEvents)[];

/** 1 for a task that is live and done, else 0. */
const done = (task: TaskState | undefined): 0 | 1 => (task?.done_at == null ? 0 : countLive(task));

/** How many tasks there are, how many done, how many in the bin, and how many events made them. */
export const taskTotals = totalsTable('task_totals', 'tasks', taskEvents, { done });
export const taskAuthors = authorsTable('task_authors', 'tasks', taskEvents);
export const taskDays = daysTable('task_days', taskEvents);

/** What a change has made of the number of tasks with a value, and of those that are done: of the value before, and of the one after. */
function moved<Value>(
  pick: (task: TaskState) => Value,
  before: TaskState | undefined,
  after: TaskState,
): readonly { readonly value: Value; readonly tasks: number; readonly done: number }[] {
  const value = pick(after);
  if (before === undefined || pick(before) === value)
    return [{ value, tasks: countLive(after) - countLive(before), done: done(after) - done(before) }];
  return [
    { value: pick(before), tasks: -countLive(before), done: -done(before) },
    { value, tasks: countLive(after), done: done(after) },
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
