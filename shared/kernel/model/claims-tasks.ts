import type { Decision, Folding, KnownEvent, SubjectState } from '@notes/kernel';
import { fenced } from '@notes/kernel/claims';
import { Type } from 'typebox';

const value = Type.Union([Type.String(), Type.Null()]);
const taskEvents = {
  'tasks.TaskCreated.v1': { effect: 'creates', schema: Type.Object({ value }) },
  'tasks.TaskRevised.v1': { effect: 'changes', schema: Type.Object({ value }) },
  'tasks.TaskDeleted.v1': { effect: 'deletes', schema: Type.Object({}) },
  'tasks.TaskRestored.v1': { effect: 'restores', schema: Type.Object({}) },
  'tasks.Fenced.v1': fenced,
} as const;

/** A task in small: all it has is the value that is unique. */
export type Task = SubjectState & { readonly value: string | null };

export type TaskCommand =
  | { readonly kind: 'create' | 'set'; readonly value: string | null }
  | { readonly kind: 'delete' | 'restore' };

function evolve(state: Task | undefined, event: KnownEvent<typeof taskEvents>): Task {
  const now = { value: null, deleted_at: null, ...state, version: event.version, updated_at: event.time };
  switch (event.type) {
    case 'tasks.TaskDeleted.v1':
      return { ...now, deleted_at: event.time };
    case 'tasks.TaskRestored.v1':
      return { ...now, deleted_at: null };
    case 'tasks.Fenced.v1':
      return now;
    default:
      return { ...now, value: event.data.value };
  }
}

export const task: Folding<Task> = { family: 'tasks', events: taskEvents, evolve };

/** What comes of a command on a task. */
export function decideTask(state: Task | undefined, command: TaskCommand): Decision {
  const isLive = state !== undefined && state.deleted_at === null;
  switch (command.kind) {
    case 'create':
      return state === undefined ? happens('TaskCreated', { value: command.value }) : no;
    case 'set':
      if (!isLive) return no;
      return state.value === command.value ? { kind: 'unchanged' } : happens('TaskRevised', { value: command.value });
    case 'delete':
      return isLive ? happens('TaskDeleted') : no;
    case 'restore':
      return state === undefined || isLive ? no : happens('TaskRestored');
  }
}

const no: Decision = { kind: 'refused', why: 'not-found' };
const happens = (name: string, data: object = {}): Decision => ({
  kind: 'event',
  draft: { type: `tasks.${name}.v1`, data },
});

/** The value that a task holds: one in the bin holds nothing. */
export const heldBy = (state: Task | undefined): string | null =>
  state === undefined || state.deleted_at !== null ? null : state.value;
