import { columnsOf } from '@notes/contracts';
import { type Aggregate, type AnyEvent, type Chain, recordReader, rowMapping } from '@notes/kernel';
import { taskEvents, taskFields } from '../contract/index.ts';
import type { TaskCommand } from './command.ts';
import { decide, type TaskRefusal } from './decide.ts';
import { evolve, type TaskState } from './evolve.ts';

type TaskEvents = typeof taskEvents;
export type AnyTaskEvent = AnyEvent<TaskEvents>;
export type TaskChain = Chain<TaskState>;

/** A task's columns in the table of tasks, which are the members of its state. */
const row = rowMapping<TaskState>('tasks', {
  id: 'uuid',
  ...columnsOf(taskFields),
  created_by: 'text',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  version: 'integer',
  deleted_at: 'timestamptz',
});

/** The tasks, as an aggregate. */
export const task: Aggregate<TaskState, TaskCommand, TaskEvents, TaskRefusal> = {
  name: 'task',
  family: 'tasks',
  events: taskEvents,
  evolve,
  decide,
  row,
  unique: 'unique_title',
  audience: (before, after) => namesOf(before?.assignee, after.assignee),
};

/** Each name once; nobody is assigned where it is null. */
const namesOf = (...names: readonly (string | null | undefined)[]): string[] => [
  ...new Set(names.filter((name) => name != null)),
];

/** Reads the records of tasks. */
export const taskRecords = recordReader(task);
