import type { ResourceSchemas } from '@notes/contracts';
import { Task, TaskBody, TaskListParameters, TaskPatch, taskNames } from './contract/index.ts';
import { task } from './domain/index.ts';

/*
 * The tasks, from their events to their routes. What there is:
 *
 *   commands     createTask, replaceTask, updateTask, deleteTask, restoreTask,
 *                createTasks, deleteTasks                                           write/index.ts
 *   events       TaskCreated, TaskRevised, TaskDeleted, TaskRestored, Fenced          contract/events.ts
 *   decisions    what a command comes to, and what an event makes of a task           domain/decide.ts, evolve.ts
 *   projections  tasks, task_{totals,authors,types,assignees,days}                    project/
 *   queries      getTask, listTasks, listTaskEvents, getTaskStats                     read/
 */

const schemas: ResourceSchemas = { Item: Task, Body: TaskBody, Patch: TaskPatch, Query: TaskListParameters };

/** The tasks, for those to whom all resources are alike: the command line, and consumers of the log. */
export const tasks = { ...taskNames, ...schemas, aggregate: task };
