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

/** One literal: a state that is put together by spreading makes every later copy of it dear. */
function created(event: KnownTaskEvent & { readonly type: 'tasks.TaskCreated.v1' }): TaskState {
  const { data } = event;
  return {
    id: event.subject,
    title: data.title,
    subtitle: data.subtitle,
    type: data.type,
    severity: data.severity,
    story_points: data.story_points,
    assignee: data.assignee,
    unique_title: data.unique_title,
    due: data.due,
    done_at: data.done_at,
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
