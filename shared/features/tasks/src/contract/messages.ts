import { type FeatureContract, restCalls, routesOf } from '@notes/contracts';
import { TaskBody, TaskPatch } from './commands.ts';
import { TaskEvent, taskEvents } from './events.ts';
import { TaskPage } from './query.ts';
import { Task } from './task.ts';

/** How tasks are called on the websocket: `tasks.create`, the channels `tasks`, `tasks:<id>` and `assignees:<name>`. */
export const taskNames = { all: 'tasks', one: 'task', authors: 'assignees', by: 'audience' } as const;

export const taskCalls = restCalls(taskNames, { Body: TaskBody, Patch: TaskPatch, Item: Task, Page: TaskPage });

/** What others need to know of the tasks to pass them on. */
export const taskContract: FeatureContract = {
  ...taskNames,
  events: taskEvents,
  HistoryEvent: TaskEvent,
  calls: taskCalls,
  routes: routesOf('/v1/tasks', '/v1/tasks/stats'),
};
