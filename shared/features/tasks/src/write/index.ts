import { type Writable, type Writes, writesOf } from '@notes/writing/http';
import {
  BulkBody,
  BulkCreated,
  BulkDeleted,
  Task,
  TaskBody,
  TaskBulkDeleteParameters,
  type TaskFilters,
  TaskPatch,
  TaskPreconditionProblem,
} from '../contract/index.ts';
import { task, type WantedFields } from '../domain/index.ts';
import { type TaskColumn, taskSource } from '../read/task-source.ts';
import { keepFields } from './keep-fields.ts';

/** The tasks, as they are written. */
export const writableTasks: Writable<WantedFields, TaskFilters, TaskColumn> = {
  name: 'task',
  unique: 'unique_title',
  path: '/v1/tasks',
  tag: 'tasks',
  source: taskSource,
  schemas: {
    ...{ Item: Task, Body: TaskBody, Patch: TaskPatch, BulkBody, BulkCreated },
    BulkDeleteParameters: TaskBulkDeleteParameters,
    ...{ BulkDeleted, PreconditionProblem: TaskPreconditionProblem },
  },
  keep: keepFields,
};

/** All writes of tasks. */
export const taskWrites: Writes = writesOf(task, writableTasks);
