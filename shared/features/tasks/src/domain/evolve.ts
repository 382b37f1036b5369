import type { KnownEvent } from '@notes/kernel';
import type { Task, taskEvents } from '../contract/index.ts';

/** An event of a task of a type that this software knows. */
export type KnownTaskEvent = KnownEvent<typeof taskEvents>;

/** A task with its time of deletion: what the write side decides on, and a row of the read model. */
export type TaskState = Task & { readonly deleted_at: string | null };

/**
 * The task after an accepted event. Only for accepted events: it trusts that `accept` has seen them in order.
 * Throws if the chain is broken, which is a bug of the caller.
 */
export function evolve(state: TaskState | undefined, event: KnownTaskEvent): TaskState {
  if (event.type === 'tasks.TaskCreated.v1') return created(event);
  if (state === undefined) throw new Error(`${event.type} of ${event.subject} came before its creation`);
  const now = { updated_at: event.time, version: event.version };
  switch (event.type) {
    case 'tasks.TaskRevised.v1':
      return { ...state, ...event.data.changes, ...now };
    case 'tasks.TaskDeleted.v1':
      return { ...state, ...now, deleted_at: event.time };
    case 'tasks.TaskRestored.v1':
      return { ...state, ...now, deleted_at: null };
    case 'tasks.Fenced.v1':
      return { ...state, ...now };
  }
}

function created(event: KnownTaskEvent & { readonly type: 'tasks.TaskCreated.v1' }): TaskState {
  const { title, subtitle, type, severity, story_points, assignee, unique_title, due, done_at } = event.data;
  return {
    id: event.subject,
    ...{ title, subtitle, type, severity, story_points, assignee, unique_title, due, done_at },
    created_by: event.actor,
    created_at: event.time,
    updated_at: event.time,
    version: event.version,
    deleted_at: null,
  };
}

/** The task as clients see it, without the time of deletion. */
export function toTask(state: TaskState): Task {
  const { deleted_at: _, ...task } = state;
  return task;
}
