import { bodyOf, bulkOf, patchOf, writtenOf } from '@notes/contracts';
import type { Static } from 'typebox';
import { Task, taskDefaults, taskFields } from './task.ts';

const written = writtenOf(taskFields);

/** The body of a create and of a replace. What is left out takes its default, also on a replace. */
export const TaskBody = bodyOf('TaskBody', written, taskDefaults);
export type TaskBody = Static<typeof TaskBody>;

/** A JSON Merge Patch (RFC 7396) of a task: what is left out stays, null is null where that may be, else the default; a title has none. */
export const TaskPatch = patchOf('TaskPatch', written, taskDefaults);
export type TaskPatch = Static<typeof TaskPatch>;

export const { BulkBody, BulkCreated, BulkDeleted } = bulkOf('tasks', 'Task', TaskBody, Task);
