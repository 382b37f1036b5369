import { historyOf, keptOf } from '@notes/contracts';
import { type Static, Type } from 'typebox';
import { taskFields } from './task.ts';

const closed = { additionalProperties: false } as const;
const kept = keptOf(taskFields);
const nothing = Type.Object({}, closed);

/**
 * What can happen to a task: for each event type what it does to the task's life, and the schema of its data. A schema is frozen
 * with its name: a change of any of these is a new type with the next suffix and an upcaster, never an edit.
 */
export const taskEvents = {
  'tasks.TaskCreated.v1': { effect: 'creates', schema: Type.Object(kept, closed) },
  'tasks.TaskRevised.v1': {
    effect: 'changes',
    schema: Type.Object(
      { changes: Type.Partial(Type.Object(kept), { ...closed, $id: 'TaskChanges', minProperties: 1 }) },
      closed,
    ),
  },
  'tasks.TaskDeleted.v1': { effect: 'deletes', schema: nothing },
  'tasks.TaskRestored.v1': { effect: 'restores', schema: nothing },
  /** Nothing has happened to the task; but what was decided on the event before comes too late. */
  'tasks.Fenced.v1': { effect: 'fences', schema: nothing },
} as const;

const history = historyOf('Task', 'task_id', 'TaskCreated');

/** A task event as history answers it and the feed pushes it. `type` is the short name. */
export const TaskEvent = history.Event;
export type TaskEvent = Static<typeof TaskEvent>;

export const TaskHistoryPage = history.Page;
export type TaskHistoryPage = Static<typeof TaskHistoryPage>;
